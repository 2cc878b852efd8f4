/**
 * Submits runs as arrays of jobs to SLURM's queue, and yields their records as they come. Jobs outlive a runner that is
 * killed. The next runner of the folder takes their records, waits for jobs that are still queued or running, and
 * submits only the rest. A runner that is interrupted takes its jobs out of the queue.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Interrupted } from "../../run/exit-code.ts";
import type { Dispatch, DispatchOptions, PlannedRun, Recorded } from "../harness/dispatch.ts";
import { runKey } from "../harness/journal.ts";
import { recordLoss } from "../harness/record-run.ts";
import { ArrayFiles, arraysIn, keyOf, type TaskArray } from "./arrays.ts";
import { cancel, isLive, type JobState, statesOf } from "./commands.ts";
import { submit } from "./submit.ts";

const POLL_MS = 1000;
/** The longest time until a shared file system shows a file that another node has written. */
const UNSEEN_MS = 15_000;

/** A run that is not recorded yet, and the task that makes it. */
interface Awaited {
  readonly run: PlannedRun;
  readonly jobName: string;
  readonly files: ArrayFiles;
  readonly index: number;
  begun: boolean;
  /** Since when SLURM reports its end while it has no record; null before. */
  endedAt: number | null;
}

/** `entry` is the module that makes the run of a task (submit.ts). */
export const asJobs = (entry: URL): Dispatch =>
  async function* (runs, options) {
    const { folder, seed, atOnce, signal } = options;
    const before = arraysIn(folder);
    const open = await takenUp(runs, before, folder);
    yield* gather(open, options);
    if (signal.aborted) throw new Interrupted("interrupted");
    const known = new Set(open.map(({ run }) => run));
    const missing = runs.filter((run) => !known.has(run));
    const from = Math.max(-1, ...before.keys()) + 1;
    // The folder does not determine the name: SLURM remembers jobs of a folder that was deleted and made again.
    const name = `spdz-${randomBytes(6).toString("hex")}`;
    const arrays = await submit(missing, { folder, seed, atOnce, from, name, entry });
    yield* gather(awaitedOf(missing, arrays, folder), options);
  };

/** Yields records as they come, until all are there. */
async function* gather(
  tasks: readonly Awaited[],
  { signal, onBegin, onLine }: DispatchOptions,
): AsyncGenerator<Recorded> {
  let waiting = tasks;
  let said = "";
  try {
    while (waiting.length > 0) {
      if (signal.aborted) throw new Interrupted("interrupted");
      // The controller may answer later. Asking again loses nothing.
      const states = await statesOfAll(waiting).catch((error: Error) => {
        onLine(`${error.message}; asking again`);
        return null;
      });
      const left: Awaited[] = [];
      for (const task of waiting) {
        const { state = undefined } = states?.get(task.jobName)?.get(task.index) ?? {};
        if (!task.begun && state === "RUNNING") onBegin(task.run);
        task.begun ||= state === "RUNNING";
        const recorded = outcomeOf(task, states === null ? "PENDING" : state);
        if (recorded === null) left.push(task);
        else yield recorded;
      }
      waiting = left;
      const words = states === null ? said : queueWords(waiting, states);
      if (words !== said && words !== "") onLine(words);
      said = words;
      if (waiting.length > 0) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    // The run was interrupted, or the consumer of the records has stopped.
    if (waiting.length > 0) await cancel(new Set(waiting.map(({ jobName }) => jobName)));
  }
}

type States = ReadonlyMap<string, ReadonlyMap<number, JobState>>;

/** "2 jobs RUNNING; 14 jobs PENDING (Resources)". It tells the user why nothing happens. */
function queueWords(waiting: readonly Awaited[], states: States): string {
  const counts = new Map<string, number>();
  for (const { jobName, index } of waiting) {
    const { state, reason } = states.get(jobName)?.get(index) ?? { state: "gone", reason: "None" };
    const words = reason === "None" ? state : `${state} (${reason})`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => `${count} jobs ${words}`).join("; ");
}

/** The runs whose earlier tasks have left a record, or may still leave one. */
async function takenUp(
  runs: readonly PlannedRun[],
  arrays: ReadonlyMap<number, TaskArray>,
  folder: string,
): Promise<Awaited[]> {
  const out = new Map<PlannedRun, Awaited>();
  for (const [k, array] of arrays) {
    const states = await statesOf(array.jobName);
    const all = awaitedOf(runs, new Map([[k, array]]), folder);
    for (const task of all)
      if (task.files.record(task.index) !== null || isLive(states.get(task.index)?.state))
        out.set(task.run, task);
  }
  return [...out.values()];
}

function awaitedOf(
  runs: readonly PlannedRun[],
  arrays: ReadonlyMap<number, TaskArray>,
  folder: string,
): Awaited[] {
  const byKey = new Map(runs.map((run) => [runKey(run.cell.cell.id, run.repetition), run]));
  return [...arrays].flatMap(([k, { jobName, tasks }]) => {
    const files = new ArrayFiles(folder, k);
    return tasks.flatMap((task, index) => {
      const run = byKey.get(keyOf(task));
      return run === undefined ? [] : [{ run, jobName, files, index, begun: false, endedAt: null }];
    });
  });
}

async function statesOfAll(waiting: readonly Awaited[]): Promise<States> {
  const names = [...new Set(waiting.map(({ jobName }) => jobName))];
  return new Map(
    await Promise.all(names.map(async (name) => [name, await statesOf(name)] as const)),
  );
}

/** Null while a record may still come. */
function outcomeOf(task: Awaited, state: string | undefined): Recorded | null {
  const { run, files, index } = task;
  const record = files.record(index);
  if (record !== null) return { run, record };
  if (isLive(state)) return null;
  task.endedAt ??= performance.now();
  if (performance.now() - task.endedAt < UNSEEN_MS) return null;
  const said = files.lastWords(index);
  const reason = `the job left no record: ${state ?? "unknown to SLURM"}${said === "" ? "" : `: ${said}`}`;
  return { run, record: recordLoss(run, reason) };
}
