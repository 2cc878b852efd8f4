/** An attack is one file: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { stale } from "../../lists.ts";
import { loadAttack } from "../../run/load-attack.ts";

const SOURCES = [
  ...["algebra", "crypto", "network", "protocols", "items", "offline", "online", "operations"],
  ...["host", "programs", "attacks", "test/support", "test/contracts"],
];
const ABLATED = `
import { ABLATIONS, ablationOf } from "./attacks/ablations/ablations.ts";
process.stdout.write(ablationOf("no-keys")?.name + " of " + ABLATIONS.join(", "));
`;
const OWN = "test/attacks/five-more.ts";

describe("a new attack", () => {
  const root = mkdtempSync(join(tmpdir(), "spdz-new-attack-"));
  const node = (...args: string[]) => {
    // Or the runner takes the copy's for a part of this run.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  };

  before(() => {
    for (const folder of SOURCES) cpSync(folder, join(root, folder), { recursive: true });
    for (const file of ["package.json", "lists.ts"]) copyFileSync(file, join(root, file));
    mkdirSync(join(root, "test/attacks"));
    copyFileSync("test/attacks/attacks.test.ts", join(root, "test/attacks/attacks.test.ts"));
    symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
    const text = readFileSync(OWN, "utf8").replaceAll("../../attacks/", "../");
    writeFileSync(join(root, "attacks/online/five-more.ts"), text);
    writeFileSync(join(root, "ablated.ts"), ABLATED);
    assert.ok(stale(root).includes("attacks/attacks.ts"));
    const proofs = readFileSync("attacks/ablations/no-proofs.ts", "utf8");
    const ablation = proofs.replaceAll("noProofs", "noKeys").replaceAll("no-proofs", "no-keys");
    writeFileSync(join(root, "attacks/ablations/no-keys.ts"), ablation);
    const lists = node("lists.ts");
    assert.equal(lists.status, 0, lists.stderr);
  });
  after(() => rmSync(root, { recursive: true }));

  it("is held to its record, and runs without its check, by the tests of all attacks", () => {
    assert.deepEqual(stale(root), []);
    const { stdout } = node(
      "--test",
      "--test-isolation=none",
      "--test-reporter=tap",
      "--test-name-pattern=five-more",
      "test/attacks/attacks.test.ts",
    );
    const names = [...stdout.matchAll(/^ +ok \d+ - (five-more.*)$/gm)].map(([, name]) => name);
    assert.deepEqual(names, [
      "five-more: every honest party stops with mac-check-failed, naming nobody",
      "five-more: mac-check-failed, naming nobody",
      "five-more, with MACs that nobody checks: a wrong result",
      "five-more, without MACs: a wrong result",
    ]);
    assert.match(stdout, /^# fail 0$/m);
  });

  it("and so is an ablation: it can be given by its name", () => {
    const { stdout, stderr } = node("ablated.ts");
    assert.equal(
      stdout,
      "no-keys of none, no-flooding, no-keys, no-mac-check, no-proofs, no-sacrifice",
      stderr,
    );
  });
});

describe("the lists of attacks and ablations", () => {
  it("that are committed are those that would be written", () => {
    assert.deepEqual(
      stale(".").filter((file) => file.startsWith("attacks/")),
      [],
    );
  });
});

describe("an attack that does not ship", () => {
  it("is found by the path of its file", async () => {
    assert.equal((await loadAttack(OWN)).name, "five-more");
  });

  it("or refused in a line", async () => {
    const refusals: [string, RegExp][] = [
      ["no-such", /^no attack "no-such": neither a file nor one of .*shift-opening, /],
      ["./no-such.ts", /^no attack ".\/no-such.ts": neither a file/],
      ["attacks/hooks.ts", /hooks\.ts is no attack: it exports 0 records of one$/],
      ["package.json", /package\.json does not load: /],
    ];
    for (const [name, line] of refusals)
      await assert.rejects(loadAttack(name), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, line);
        return true;
      });
  });
});
