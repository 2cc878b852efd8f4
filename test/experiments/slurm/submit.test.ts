import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { orderedRuns } from "../../../experiments/harness/order.ts";
import { planExperiment } from "../../../experiments/harness/plan.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { arraysIn } from "../../../experiments/slurm/arrays.ts";
import { submit } from "../../../experiments/slurm/submit.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { tiny } from "../config/config-file.ts";
import { fakeTestbed } from "../harness/fake-testbed.ts";
import { fakeSlurm } from "./fake-slurm.ts";

const root = ownTemporaryFolder();
const path = process.env.PATH!;
const entry = new URL("../../../experiments/slurm-task-process.ts", import.meta.url);
afterEach(() => {
  process.env.PATH = path;
  delete process.env.FAKE_SBATCH_FAILS_AT;
});

async function put(atOnce: number) {
  const slurm = fakeSlurm(root);
  const folder = join(slurm.folder, "100%");
  mkdirSync(folder);
  const experiment = readExperiment(tiny());
  const plan = await planExperiment(experiment, { testbeds: [fakeTestbed()], cores: 2 });
  const runs = orderedRuns(plan.ready, { repetitions: 1, warmup: 0, seed: 1 }).slice(0, 4);
  assert.equal(runs.length, 4);
  // Indices stay below SLURM's limit, which is 2 here.
  arraysIn(folder);
  const submitted = submit(runs, { folder, seed: 1, atOnce, from: 5, name: "x", entry });
  return { slurm, folder, submitted };
}

describe("jobs that are put in", () => {
  it("arrays that are larger than SLURM takes, run beside each other, or log elsewhere", async () => {
    const { slurm, folder, submitted } = await put(1);
    const arrays = await submitted;
    assert.deepEqual([...arrays.keys()], [5, 6]);
    assert.equal(JSON.stringify([...arrays]), JSON.stringify([...arraysIn(folder)]));
    const [first, second] = slurm.calls("sbatch");
    assert.match(first!, /--job-name=x-5 --array=0-1%1 --nodes=1 .*--exclusive --no-requeue/);
    assert.match(first!, /100%%\/slurm\/5\.%a\.log/);
    assert.ok(!first!.includes("--dependency"));
    assert.match(second!, /--job-name=x-6 .* --dependency=afterany:101/);
  });

  it("several at once wait for no array", async () => {
    const { slurm, submitted } = await put(3);
    await submitted;
    const calls = slurm.calls("sbatch");
    assert.ok(calls.every((call) => call.includes("%3 ") && !call.includes("--dependency")));
  });

  it("a part of an experiment that is left in the queue where the rest was refused", async () => {
    process.env.FAKE_SBATCH_FAILS_AT = "2";
    const { slurm, submitted } = await put(1);
    await assert.rejects(submitted, /^UsageError: sbatch: sbatch: error: no$/);
    assert.deepEqual(slurm.calls("scancel"), ["--name=x-5", "--name=x-6"]);
  });
});

describe("refused before anything runs", () => {
  const refusal = (PATH: string, ...args: string[]): string => {
    const out = join(root, "refused");
    const all = ["cli/spdz.js", "experiment", "run", tiny(), "--out", out, ...args];
    const { status, stderr } = spawnSync(process.execPath, all, {
      ...{ encoding: "utf8", env: { ...process.env, PATH } },
    });
    assert.equal(status, 2, stderr);
    assert.ok(!existsSync(out));
    return stderr.trim();
  };

  it("a cluster where there is none", () => {
    assert.equal(
      refusal("/nowhere", "--engine", "slurm"),
      "spdz: engine slurm: there is no sinfo here: SLURM's commands have to be on the PATH",
    );
  });

  it("several runs at once on one machine", () => {
    assert.match(refusal(path, "--at-once", "2"), /2 runs at once with engine processes/);
  });
});
