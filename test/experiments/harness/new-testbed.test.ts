/** A testbed is a folder and its places in two lists: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { LAYERS } from "../../architecture/sources.ts";
import { FILES_TO_ADD } from "../../support/files-to-add.ts";
import { copySources } from "../../support/source-copy.ts";

const TESTBED = `
import type { Testbed } from "../harness/testbed.ts";

export const imaginary: Testbed = {
  name: "imaginary",
  kinds: ["localhost"],
  refuse: () => "imaginary: needs a machine that there is not",
  run: () => Promise.reject(new TypeError("a run that was refused")),
};
`;
const LIST = "experiments/testbeds.ts";
const ORDER = "test/architecture/sources.ts";
const LAYERING = "test/architecture/layering.test.ts";

describe("a new testbed", () => {
  const copy = copySources("new-testbed", [...LAYERS, LAYERING, ORDER]);
  copy.add("experiments/imaginary/testbed.ts", TESTBED);
  copy.add(
    LIST,
    readFileSync(LIST, "utf8")
      .replace("import {", 'import { imaginary } from "./imaginary/testbed.ts";\nimport {')
      .replace("  slurm: {", "  imaginary: { testbeds: [imaginary] },\n  slurm: {"),
  );
  const layering = () =>
    copy.node("--test-name-pattern=of a layer|experiments/", "--test-reporter=tap", LAYERING);
  after(copy.remove);

  it("needs a place among the folders of experiments/", () => {
    assert.match(layering().stdout, /^# fail [^0]/m);
    copy.add(ORDER, readFileSync(ORDER, "utf8").replace('"shaped",', '"shaped", "imaginary",'));
    assert.match(layering().stdout, /^# pass 2\n# fail 0$/m);
  });

  it("is then asked by its name", () => {
    const run = ["experiment", "run", "mac-check-batching", "--quick", "--engine", "imaginary"];
    const { status, stderr } = copy.node("cli/spdz.js", ...run);
    assert.match(stderr, /imaginary: needs a machine that there is not/);
    assert.equal(status, 2);
  });

  it("is its file and two lists, and nothing else is changed", () => {
    const { sources, tests } = FILES_TO_ADD.testbed;
    const changed = copy.changed();
    assert.deepEqual(changed, ["experiments/imaginary/testbed.ts", LIST, ORDER]);
    assert.equal(changed.filter((path) => path.startsWith("test/")).length, tests);
    assert.equal(changed.length, sources + tests);
  });
});
