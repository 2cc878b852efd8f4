/** An experiment is a config and its page: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { LAYERS } from "../../architecture/sources.ts";
import { FILES_TO_ADD } from "../../support/files-to-add.ts";
import { copySources } from "../../support/source-copy.ts";

const NAME = "price-of-a-product";
const SHIPPED = "test/experiments/config/shipped.test.ts";
const REPRODUCED = "test/experiments/reproduce/reproduce.test.ts";
const BESIDE = [
  ...["test/support", "test/experiments/harness"],
  ...[SHIPPED, REPRODUCED, "test/run/leftovers.ts"],
];

describe("a new experiment", () => {
  const copy = copySources("new-experiment", [...LAYERS, ...BESIDE], {}, ["results"]);
  const configs = [`experiments/configs/${NAME}.md`, `experiments/configs/${NAME}.yaml`];
  for (const path of configs)
    copy.add(
      path,
      readFileSync(path.replace("experiments/configs", "test/experiments/config"), "utf8"),
    );
  after(copy.remove);

  it("is held to its config and page by the tests of all that ship, which spdz knows by name", () => {
    const pattern = `${NAME}|which spdz knows|takes all that ship`;
    const { stdout } = copy.node(
      ...["--test", "--test-isolation=none", "--test-reporter=tap"],
      `--test-name-pattern=${pattern}`,
      ...[SHIPPED, REPRODUCED],
    );
    const passed = [...stdout.matchAll(/^ +ok \d+ - (.*)$/gm)].map(([, name]) => name);
    assert.deepEqual(
      passed,
      [
        "is a config and its page, which spdz knows by their name",
        `${NAME}: its file has its name, and its program accepts every cell of both grids`,
        `${NAME}: its page says question, method, finding and threats, and names each finding`,
        "takes all that ship",
      ],
      stdout,
    );
    assert.match(stdout, /^# fail 0$/m);
  });

  it("is two files, and nothing else is changed", () => {
    const { sources, tests } = FILES_TO_ADD.experiment;
    assert.deepEqual(copy.changed(), configs);
    assert.equal(configs.length, sources + tests);
  });
});
