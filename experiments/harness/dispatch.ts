/** How planned runs become records: one after another in this process, or otherwise, as a cluster's jobs. */
import { Interrupted } from "../../run/exit-code.ts";
import type { RunRecord } from "../records/record.ts";
import type { ReadyCell } from "./choose-testbed.ts";
import type { OrderedRun } from "./order.ts";
import { recordRun } from "./record-run.ts";

export type PlannedRun = OrderedRun<ReadyCell>;

export interface DispatchOptions {
  /** Of the run as a whole: what a dispatch needs for going on later lies below it. */
  readonly folder: string;
  /** The config's. */
  readonly seed: number;
  /** Runs that may go on at the same time, where a dispatch can do more than one. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onBegin: (run: PlannedRun) => void;
  readonly onLine: (line: string) => void;
}

export interface Recorded {
  readonly run: PlannedRun;
  readonly record: RunRecord;
}

/** Every run once, in any order, warm-ups too. Throws Interrupted once the signal is aborted. */
export type Dispatch = (
  runs: readonly PlannedRun[],
  options: DispatchOptions,
) => AsyncIterable<Recorded>;

/** What shares a machine disturbs each other: never two at once. */
export const oneByOne: Dispatch = async function* (runs, options) {
  const { seed, signal, onBegin, onLine } = options;
  for (const run of runs) {
    if (signal.aborted) throw new Interrupted("interrupted");
    onBegin(run);
    yield { run, record: await recordRun(run, { seed, signal, onLine }) };
  }
};
