/**
 * Makes the missing runs of an experiment and records each as it ends. An interrupted experiment loses the runs in
 * flight.
 */
import { join } from "node:path";
import { UsageError } from "../../host/usage-error.ts";
import type { Experiment } from "../config/read.ts";
import type { Cell, RunRecord } from "../records/record.ts";
import type { Machine, OmittedCell } from "./choose-testbed.ts";
import { type Dispatch, oneByOne, type PlannedRun } from "./dispatch.ts";
import { Expectation } from "./expectation.ts";
import { createRunFolder, openRunFolder, RUNS, timedFolder } from "./folder.ts";
import { assertSameProvenance, folderProvenance } from "./folder-provenance.ts";
import { Journal, readRuns, runKey } from "./journal.ts";
import { lockFolder } from "./lock.ts";
import { orderedRuns } from "./order.ts";
import { type Plan, planExperiment } from "./plan.ts";
import { recordOmission } from "./record-run.ts";
import { sourceDigest } from "./sources.ts";

/** What a runner reports as it goes on. */
export type RunnerEvent =
  | {
      readonly type: "planned";
      readonly folder: string;
      /** How many runs the experiment has in all, and how many of them are recorded already. */
      readonly runs: number;
      readonly done: number;
      readonly omitted: readonly OmittedCell[];
    }
  | {
      readonly type: "begins";
      readonly cell: Cell;
      /** Negative for warm-ups. */
      readonly repetition: number;
      readonly done: number;
      readonly runs: number;
      /** Cells all of whose runs are recorded. */
      readonly cellsDone: number;
      readonly cells: number;
      /** Estimated milliseconds; null before the first run has ended. */
      readonly leftMs: number | null;
    }
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "ended"; readonly record: RunRecord };

/** What `--engine` names. */
export interface Testbeds {
  readonly testbeds: Machine["testbeds"];
  /** By default one run after another, in this process. */
  readonly dispatch?: Dispatch;
  /** Why nothing can run here, in one line; null if something can. */
  readonly trouble?: () => string | null;
}

export interface RunnerOptions extends Machine, Testbeds {
  /** The most runs at the same time, for a dispatch that can do more than one; 1 by default. */
  readonly atOnce?: number;
  /** Stops the run in flight and everything after it. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunnerEvent) => void;
}

/** How a run ended. */
export interface RunSummary {
  readonly folder: string;
  readonly experiment: string;
  readonly quick: boolean;
  readonly ok: number;
  readonly failed: number;
  readonly omitted: number;
}

export interface NewRun extends RunnerOptions {
  /** The name that `--engine` has for all of `testbeds`. */
  readonly engine: string;
  /** An empty folder, or one that does not exist; runs/NAME/TIME by default. */
  readonly folder?: string;
}

/** @throws UsageError before anything runs; Interrupted. */
export async function runExperiment(experiment: Experiment, options: NewRun): Promise<RunSummary> {
  assertAble(options.engine, options);
  const plan = await planExperiment(experiment, options);
  const startedAt = new Date();
  const folder = options.folder ?? join("runs", timedFolder(experiment.config.name, startedAt));
  const sources = sourceDigest(experiment.program);
  const { engine } = options;
  const lock = createRunFolder(folder, experiment, { engine, sources, startedAt });
  return runMissing({ folder, experiment, sources }, plan, options).finally(lock.release);
}

/** Resumes the run of a folder. `testbedsOf` gets the `engine` of its record. @throws UsageError; Interrupted. */
export async function resumeExperiment(
  folder: string,
  options: Omit<RunnerOptions, keyof Testbeds> & {
    readonly testbedsOf: (name: string) => Testbeds;
  },
): Promise<RunSummary> {
  const { record, experiment, sources } = openRunFolder(folder);
  assertSameProvenance(record.provenance, folderProvenance());
  const machine = { ...options, ...options.testbedsOf(record.engine) };
  assertAble(record.engine, machine);
  const plan = await planExperiment(experiment, machine);
  assertUnchanged(folder, experiment.program, sources);
  const lock = lockFolder(folder);
  return runMissing({ folder, experiment, sources }, plan, machine).finally(lock.release);
}

function assertAble(engine: string, { trouble, dispatch, atOnce = 1 }: RunnerOptions): void {
  const why = trouble?.() ?? null;
  if (why !== null) throw new UsageError(`engine ${engine}: ${why}`);
  if (atOnce > 1 && dispatch === undefined)
    throw new UsageError(
      `${atOnce} runs at once with engine ${engine}: runs on one machine disturb each other`,
    );
}

/** One folder must not have figures of two programs. */
function assertUnchanged(folder: string, program: string, sources: string): void {
  if (sourceDigest(program) !== sources)
    throw new UsageError(
      `${program}, or what runs it, has changed since ${folder} was begun: restore it and resume, or start a new run`,
    );
}

interface Begun {
  readonly folder: string;
  readonly experiment: Experiment;
  /** The sourceDigest at the beginning. */
  readonly sources: string;
}

async function runMissing(
  { folder, experiment: { config, program, quick }, sources }: Begun,
  { ready, omitted }: Plan,
  { signal, dispatch = oneByOne, atOnce = 1, onEvent = () => undefined }: RunnerOptions,
): Promise<RunSummary> {
  const path = join(folder, RUNS);
  const before = readRuns(path);
  const known = new Set(before.records.map((r) => runKey(r.cell.id, r.repetition)));
  const isKnown = (cell: Cell, repetition: number) => known.has(runKey(cell.id, repetition));
  const planned = orderedRuns(ready, config).filter(
    ({ cell: { cell }, repetition }) => repetition < 0 || !isKnown(cell, repetition),
  );
  const missing = planned.filter(({ repetition }) => repetition >= 0);
  const open = count(missing.map(({ cell }) => cell.cell.id));
  // A cell that has all its runs needs no warm-up.
  const queue = planned.filter(({ cell }) => open.has(cell.cell.id));
  const runs = ready.length * config.repetitions;
  const records = [...before.records];
  const journal = new Journal(path, before);
  const record = (entry: RunRecord) => {
    journal.append(entry);
    records.push(entry);
    onEvent({ type: "ended", record: entry });
  };
  try {
    onEvent({ type: "planned", folder, runs, done: runs - missing.length, omitted });
    for (const cell of omitted) if (!isKnown(cell.cell, 0)) record(recordOmission(cell));
    const expectation = new Expectation();
    let done = runs - missing.length;
    const left = new Set(queue);
    const onBegin = ({ cell: { cell }, repetition }: PlannedRun) =>
      onEvent({
        type: "begins",
        cell,
        repetition,
        done,
        runs,
        cellsDone: ready.length - open.size,
        cells: ready.length,
        leftMs: expectation.of([...left].map((next) => next.cell.cell.id)),
      });
    const dispatched = dispatch(queue, {
      folder,
      seed: config.seed,
      atOnce,
      onBegin,
      signal: signal ?? new AbortController().signal,
      onLine: (text) => onEvent({ type: "line", text }),
    });
    for await (const { run, record: entry } of dispatched) {
      const { cell } = run.cell;
      assertUnchanged(folder, program, sources);
      left.delete(run);
      expectation.took(cell.id, entry.wallMs);
      if (run.repetition < 0) continue;
      record(entry);
      done++;
      open.set(cell.id, open.get(cell.id)! - 1);
      if (open.get(cell.id) === 0) open.delete(cell.id);
    }
  } finally {
    journal.close();
  }
  const of = (status: RunRecord["status"]) => records.filter((r) => r.status === status).length;
  return {
    folder,
    experiment: config.name,
    quick,
    ok: of("ok"),
    failed: of("failed"),
    omitted: of("omitted"),
  };
}

function count(names: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const name of names) out.set(name, (out.get(name) ?? 0) + 1);
  return out;
}
