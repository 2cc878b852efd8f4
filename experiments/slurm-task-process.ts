/**
 * One task of a SLURM job array, on the first node of its job: `slurm-task-process.ts TASKS INDEX`. It makes a run and
 * writes its record.
 */
import { release } from "node:os";
import { basename, dirname } from "node:path";
import { UsageError } from "../host/usage-error.ts";
import { failureOf } from "../run/exit-code.ts";
import { recordRun } from "./harness/record-run.ts";
import { sourceDigest } from "./harness/sources.ts";
import { machineHere } from "./records/provenance.ts";
import { ArrayFiles, readTasks } from "./slurm/arrays.ts";
import { testbedsOf } from "./testbeds.ts";

const [path, index] = [process.argv[2]!, Number(process.argv[3])];
const { tasks, seed, sources } = readTasks(path);
const task = tasks[index]!;
const { cell, spec, repetition, order } = task;
const testbed = testbedsOf("slurm").testbeds.find(({ name }) => name === task.engine)!;
const stop = new AbortController();
// SLURM signals scancel and a time limit some seconds before the end, perhaps more than once.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());

try {
  if (sourceDigest(spec.program) !== sources)
    throw new UsageError("the sources have changed since the job was submitted");
  const record = await recordRun(
    { cell: { cell, spec, testbed }, repetition, order },
    { seed, signal: stop.signal, onLine: (line) => console.log(line) },
  );
  const files = new ArrayFiles(dirname(dirname(path)), Number(basename(path, ".json")));
  // A run on this node alone was not measured on the runner's machine, so its record names this one.
  const alone = record.status === "ok" && record.hosts === undefined;
  const hosts = [{ ...machineHere(), kernel: release() }];
  files.writeRecord(index, alone ? { ...record, hosts } : record);
} catch (error) {
  // The runner reports the last line of the log.
  console.log(failureOf(error).message);
  process.exitCode = 1;
}
