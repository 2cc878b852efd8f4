/** From the words of a config to the figure in a record: a latency that does not reach the run makes it look cheap. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { readRuns } from "../../../experiments/harness/journal.ts";
import { runExperiment } from "../../../experiments/harness/runner.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { virtual } from "../../../experiments/virtual/testbed.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { tiny } from "../config/config-file.ts";

const root = ownTemporaryFolder();
const ONE_WAY_MS = 100;

it("a latency in a config is paid in every round of the run", async () => {
  const path = tiny({
    program: "dependent-products",
    args: { length: 10, rounds: 20 },
    matrix: {
      ...{ parties: [2], security: ["spdz+dealer"] },
      network: [{ latency: `${ONE_WAY_MS}ms` }],
    },
    virtual: { when: "always", compute: "model" },
    repetitions: 1,
  });
  const folder = join(mkdtempSync(join(root, "latency-")), "run");
  const options = { engine: "virtual", testbeds: [virtual], cores: 2 };
  const { ok } = await runExperiment(readExperiment(path), { ...options, folder });
  assert.equal(ok, 1);
  const [record] = readRuns(join(folder, "runs.jsonl")).records;
  for (const { phases } of record!.parties) {
    const { rounds, wallMs } = phases.online!;
    // 20 products, a round of inputs, and 12 around the output.
    assert.equal(rounds, 33);
    assert.ok(wallMs >= rounds * ONE_WAY_MS, `${wallMs} ms for ${rounds} rounds`);
    assert.ok(wallMs < 1.5 * rounds * ONE_WAY_MS, `${wallMs} ms for ${rounds} rounds`);
  }
});
