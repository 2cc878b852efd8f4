/** An attack is one file: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { ABLATIONS } from "../../attacks/ablations/ablations.ts";
import { UsageError } from "../../host/usage-error.ts";
import { stale } from "../../lists.ts";
import { loadAttack } from "../../run/load-attack.ts";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { copySources } from "../support/source-copy.ts";

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
  const beside = { "ablated.ts": ABLATED };
  const copy = copySources("new-attack", [...SOURCES, "test/attacks/attacks.test.ts"], beside);
  const { root, node } = copy;
  const attack = "attacks/online/five-more.ts";
  const ablation = ["attacks/ablations/README.md", "attacks/ablations/no-keys.ts"];

  before(() => {
    copy.add(attack, readFileSync(OWN, "utf8").replaceAll("../../attacks/", "../"));
    assert.ok(stale(root).includes("attacks/attacks.ts"));
    const [readme, file] = ablation as [string, string];
    const proofs = readFileSync("attacks/ablations/no-proofs.ts", "utf8");
    copy.add(file, proofs.replaceAll("noProofs", "noKeys").replaceAll("no-proofs", "no-keys"));
    const text = readFileSync(readme, "utf8");
    copy.add(
      readme,
      text.replace("| `no-proofs`", "| `no-keys` | keys | all else |\n| `no-proofs`"),
    );
    copy.writeLists();
  });
  after(copy.remove);

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

  it("is one file, an ablation is one and its row, and nothing else is changed", () => {
    const changed = copy.changed();
    assert.deepEqual(changed, [...ablation, attack]);
    assert.equal(changed.length - ablation.length, FILES_TO_ADD.attack.sources);
    assert.equal(FILES_TO_ADD.attack.tests, 0);
    assert.equal(ablation.length, FILES_TO_ADD.ablation.sources);
  });
});

describe("each ablation", () => {
  const names = ABLATIONS.filter((name) => name !== "none");

  it("has a row in the README beside it", () => {
    const text = readFileSync("attacks/ablations/README.md", "utf8");
    const rows = [...text.matchAll(/^\| `(no-[a-z-]+)` \|/gm)].map(([, name]) => name!);
    assert.deepEqual(rows.sort(), [...names].sort());
  });

  it("has an attack that goes through with it, in one test", () => {
    const tests = readdirSync("test/attacks/ablations");
    assert.equal(tests.length, FILES_TO_ADD.ablation.tests);
    const text = readFileSync(`test/attacks/ablations/${tests[0]}`, "utf8");
    for (const name of names) assert.match(text, new RegExp(`^  it\\("${name}: `, "m"));
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
