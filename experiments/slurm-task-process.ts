/** One task of an array of SLURM's, on the first node of its job: makes a run and leaves its record. `slurm-task-process.ts TASKS INDEX` */
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
// Of scancel and of a time limit, some seconds before the end; it may come more than once.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());

try {
  if (sourceDigest(spec.program) !== sources)
    throw new UsageError("the sources are others than when the job was put in");
  const record = await recordRun(
    { cell: { cell, spec, testbed }, repetition, order },
    { seed, signal: stop.signal, onLine: (line) => console.log(line) },
  );
  const files = new ArrayFiles(dirname(dirname(path)), Number(basename(path, ".json")));
  // What ran on this node alone was not measured where the runner is.
  const alone = record.status === "ok" && record.hosts === undefined;
  const hosts = [{ ...machineHere(), kernel: release() }];
  files.writeRecord(index, alone ? { ...record, hosts } : record);
} catch (error) {
  // The last line of the log is what the runner can tell.
  console.log(failureOf(error).message);
  process.exitCode = 1;
}
