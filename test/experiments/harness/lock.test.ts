/** Two runners of one folder would record each run twice, or over each other. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LOCK, lockFolder } from "../../../experiments/harness/lock.ts";
import { resumeExperiment, runExperiment } from "../../../experiments/harness/runner.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { UsageError } from "../../../host/usage-error.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";
import { tiny } from "../config/config-file.ts";
import { fakeTestbed } from "./fake-testbed.ts";

const root = ownTemporaryFolder();
const newFolder = () => join(mkdtempSync(join(root, "lock-")), "here");
const isBusy = (error: Error) =>
  error instanceof UsageError && /^another process is at work on .*here: wait/.test(error.message);

/** Begins an experiment; in its first run, does what is asked. */
async function duringRun(folder: string, meanwhile: () => Promise<void>): Promise<void> {
  let first = true;
  const testbed = fakeTestbed({
    run: async () => {
      if (first) {
        first = false;
        await meanwhile();
      }
      return {};
    },
  });
  const machine = { engine: "fake", testbeds: [testbed], cores: 2 };
  await runExperiment(readExperiment(tiny()), { ...machine, folder });
  assert.equal(testbed.asked.length, 8);
}

const resume = (folder: string) => {
  const testbed = fakeTestbed();
  const testbedsOf = () => ({ testbeds: [testbed] });
  return { testbed, done: resumeExperiment(folder, { testbedsOf, cores: 2 }) };
};

describe("two runners on one folder", () => {
  it("the second one is refused, to go on as to begin, and neither loses a run", async () => {
    const folder = newFolder();
    await duringRun(folder, async () => {
      const { testbed, done } = resume(folder);
      await assert.rejects(done, isBusy);
      assert.deepEqual(testbed.asked, []);
      const begin = runExperiment(readExperiment(tiny()), {
        ...{ engine: "fake", testbeds: [testbed], cores: 2, folder },
      });
      await assert.rejects(begin, /is not empty/);
    });
    assert.equal((await resume(folder).done).ok, 8);
  });

  it("a second one that begins before the first has written anything", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const lock = lockFolder(folder);
    const begin = () =>
      runExperiment(readExperiment(tiny()), {
        ...{ engine: "fake", testbeds: [fakeTestbed()], cores: 2, folder },
      });
    await assert.rejects(begin(), isBusy);
    lock.release();
    assert.deepEqual(readdirSync(folder), [LOCK]);
    // What was left keeps nobody out.
    assert.equal((await begin()).ok, 8);
  });

  it("one that was killed: its lock has ended with it", async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const holder = spawn(process.execPath, [join(import.meta.dirname, "hold-lock.ts"), folder], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(holder, "exit");
    try {
      await once(holder.stdout, "data");
      assert.throws(() => lockFolder(folder), isBusy);
    } finally {
      holder.kill("SIGKILL");
    }
    await ended;
    lockFolder(folder).release();
  });

  it("a folder that cannot be locked", () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(
      join(folder, LOCK),
      "this is something else, and long enough to be looked at".repeat(20),
    );
    assert.throws(
      () => lockFolder(folder),
      (error: Error) =>
        error instanceof UsageError && /^cannot lock .*runner\.lock: /.test(error.message),
    );
    assert.throws(() => lockFolder(join(folder, "nowhere")), /^UsageError: cannot lock /);
  });
});
