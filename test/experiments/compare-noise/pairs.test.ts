import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runPair, toMarkdown } from "../../../experiments/compare-noise/pairs.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { syntheticRun } from "../../support/run-records.ts";
import { fakeTestbed } from "../harness/fake-testbed.ts";

const CONFIG = fileURLToPath(
  new URL("../../../experiments/compare-noise/same-commit.yaml", import.meta.url),
);
const SECURITY = "spdz+dealer";

/** Every run of the second half takes `factor` times as long, but for noise of a few percent. */
const machine = (factor: number) => {
  let run = 0;
  const testbed = fakeTestbed({
    run: async ({ args, parties }, { repetition }) => {
      const noise = (run++ < 8 ? 1 : factor) * (1 + 0.02 * ((run * 7) % 5));
      const { parties: own, dealer } = syntheticRun({
        ...{ security: SECURITY, parties, args, repetition, noise },
      });
      return { parties: own, dealer };
    },
  });
  return { engine: "fake", testbeds: [testbed], cores: 2 };
};

const folder = () => mkdtempSync(join(ownTemporaryFolder(), "noise-"));

describe("pairs of runs of one commit", () => {
  it("noise alone is called nothing; twice the time is", async () => {
    const experiment = readExperiment(CONFIG);
    const still = await runPair(1, experiment, folder(), machine(1));
    assert.deepEqual(still.called, []);
    assert.ok(still.tests > 0);
    const slower = await runPair(2, experiment, folder(), machine(2));
    assert.match(slower.called.join(), /onlineMs more, ×(1\.9|2\.0)/);
    const report = toMarkdown([still, slower], "here");
    assert.match(report, /^1 of 2 pairs had a figure/m);
    assert.match(report, /\| 1 \| \d+ \| \S+ \| none \|/);
  });
});
