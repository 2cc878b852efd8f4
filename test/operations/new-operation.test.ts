/** An operation is one file: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { stale } from "../../lists.ts";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { LONG } from "../support/long.ts";
import { copySources } from "../support/source-copy.ts";

const SOURCES = [
  ...["algebra", "crypto", "network", "protocols", "items", "offline", "online", "operations"],
  ...["host/node", "test/support", "test/contracts", "test/online"],
];
/** Those that hold all operations to their records. */
const TESTS = ["costs", "model", "misuse", "tampering", "traces"];

/** How the new operation is called, and how it is not. */
const TYPED = `
import type { Mpc } from "./operations/mpc.ts";

export const told = async (mpc: Mpc): Promise<boolean[]> =>
  mpc.isZero(await mpc.input(0, 3, mpc.self === 0 ? [5, 0, -5] : null));
// @ts-expect-error: of a secret, not of a number
export const wrong = (mpc: Mpc) => mpc.isZero(3);
`;

const PROGRAM = `
import { runEngines } from "./test/online/parties.ts";
import { told } from "./typed.ts";

const program = async (mpc) => ({ told: await told(mpc), terms: mpc.statistics().terms });
console.log(JSON.stringify((await runEngines(program)).results));
`;

describe("a new operation", () => {
  const tests = [...TESTS.map((name) => `${name}.test`), "examples", "everywhere"];
  const copy = copySources(
    "new-operation",
    [...SOURCES, ...tests.map((name) => `test/operations/${name}.ts`)],
    { "typed.ts": TYPED, "program.ts": PROGRAM },
  );
  const { root, node } = copy;

  before(() => {
    copy.add("operations/compare/is-zero.ts", readFileSync("test/operations/is-zero.ts", "utf8"));
    copy.writeLists();
  });
  after(copy.remove);

  it("is in the list that is written, once it is", () => {
    assert.deepEqual(stale(root), []);
    const registry = readFileSync(join(root, "operations/registry.ts"), "utf8");
    assert.match(registry, /import \{ isZero \} from "\.\/compare\/is-zero\.ts";/);
    assert.match(registry, /^ {2}isZero,$/m);
    rmSync(join(root, "operations/registry.ts"));
    assert.deepEqual(stale(root), ["operations/registry.ts"]);
    node("lists.ts");
    assert.equal(readFileSync(join(root, "operations/registry.ts"), "utf8"), registry);
  });

  it("is a method of Mpc with its types, and its term is in the statistics", () => {
    if (LONG) assert.equal(copy.compile("typed.ts").said, "");

    const run = node("program.ts");
    assert.equal(run.status, 0, run.stderr);
    const term = { name: "zero tests", rule: "adds", bound: { numerator: 3, over: "p" } };
    for (const { told, terms } of JSON.parse(run.stdout) as Record<string, unknown>[]) {
      assert.deepEqual(told, [false, true, false]);
      assert.deepEqual(terms, [term]);
    }
  });

  it("is held to its record by the tests of all operations", () => {
    const files = TESTS.map((name) => `test/operations/${name}.test.ts`);
    const options = ["--test", "--test-isolation=none", "--test-reporter=tap"];
    const held = () => node(...options, "--test-name-pattern=isZero", ...files).stdout;
    const right = held();
    const names = [...right.matchAll(/^ +ok \d+ - (isZero.*)$/gm)].map(([, name]) => name);
    assert.deepEqual(names.sort(), [
      "isZero",
      "isZero",
      "isZero has examples, and one that shows what it costs",
      "isZero on additive",
      "isZero on additive",
      "isZero on clear",
      "isZero on plan",
      "isZero on spdz",
      "isZero on spdz",
      "isZero: elements that it opens",
      "isZero: of three parties the first element of rounds",
    ]);
    assert.match(right, /^# fail 0$/m);
  });

  it("is one file, and nothing else is changed", () => {
    const { sources, tests } = FILES_TO_ADD.operation;
    const changed = copy.changed();
    assert.deepEqual(changed, ["operations/compare/is-zero.ts"]);
    assert.equal(changed.length, sources + tests);
  });
});

describe("the lists of records", () => {
  it("that are committed are those that would be written", () => {
    assert.deepEqual(stale("."), []);
  });

  it("are written before whatever reads them", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const script of ["test", "typecheck", "layering", "build"])
      assert.equal(scripts[`pre${script}`], "node lists.ts", script);
    assert.equal(scripts.prepack, "npm run build");
  });
});
