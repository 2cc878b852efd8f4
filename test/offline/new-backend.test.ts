/** A backend is a folder: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { styleFor } from "../../experiments/report/plots/palette.ts";
import { SECURITIES } from "../../host/party/combination.ts";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { copySources } from "../support/source-copy.ts";

const SOURCES = [
  ...["algebra", "crypto", "network", "protocols", "items", "offline", "online", "operations"],
  ...["host", "experiments/report/plots", "test/support", "test/contracts"],
];
const FOLDER = "offline/common-coins";
const OFFERED = `test/${FOLDER}/offered.ts`;

const fixture = (file: string) => readFileSync(`test/${FOLDER}/${file}`, "utf8");
/** As it is written in offline/. */
const source = (file: string) =>
  fixture(file).replaceAll("../../../offline/", "../").replaceAll("../../../", "../../");

describe("a new backend", () => {
  const copy = copySources("new-backend", [...SOURCES, "test/offline/backends.test.ts", OFFERED]);
  const { node } = copy;
  before(() => {
    for (const file of ["backend.ts", "create.ts"]) copy.add(`${FOLDER}/${file}`, source(file));
    copy.writeLists();
  });
  after(copy.remove);

  it("is offered behind the others, in the budget and in colours, and makes what a program spends", () => {
    const { status, stdout, stderr } = node(OFFERED);
    assert.equal(status, 0, stderr);
    const offered = JSON.parse(stdout) as Record<string, unknown>;
    const others = SECURITIES.filter((name) => name !== "plain");
    assert.deepEqual(offered.securities, [
      ...others,
      "spdz+common-coins",
      "additive+common-coins",
      "plain",
    ]);
    assert.deepEqual(offered.products, [42, 42]);
    assert.equal(
      offered.budget,
      "security: insecure: every party knows all items; otherwise at most 2^-59.0 (2/p MAC check), s = 40, κ = 128",
    );
    // The others keep theirs.
    const colors = offered.colors as string[];
    const before = styleFor(new Map(others.map((name) => [name, name]))).colors;
    assert.deepEqual(colors.slice(0, others.length), before);
    assert.equal(new Set(colors).size, others.length + 3);
  });

  it("is held to its record and to the contract of preprocessing by the tests of all backends", () => {
    const contract = `test/${FOLDER}/contract.test.ts`;
    const text = fixture("contract.ts").replace("./create.ts", `../../../${FOLDER}/create.ts`);
    copy.add(contract, text);
    for (const test of ["test/offline/backends.test.ts", contract]) {
      const { status, stdout } = node("--test-reporter=tap", test);
      assert.equal(status, 0, stdout);
    }
  });

  it("is a folder of two files and its contract, and nothing else is changed", () => {
    const changed = copy.changed();
    const tests = changed.filter((path) => path.startsWith("test/"));
    assert.deepEqual(changed, [`${FOLDER}/backend.ts`, `${FOLDER}/create.ts`, ...tests]);
    assert.equal(changed.length - tests.length, FILES_TO_ADD.backend.sources);
    assert.equal(tests.length, FILES_TO_ADD.backend.tests);
  });
});
