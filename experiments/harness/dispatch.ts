/** How planned runs become records: one after another in this process, or in another way, such as jobs of a cluster. */
import { Interrupted } from "../../run/exit-code.ts";
import type { RunRecord } from "../records/record.ts";
import type { ReadyCell } from "./choose-testbed.ts";
import type { OrderedRun } from "./order.ts";
import { recordRun } from "./record-run.ts";

export type PlannedRun = OrderedRun<ReadyCell>;

export interface DispatchOptions {
  /** The folder of the experiment's run. A dispatch keeps there what it needs to resume. */
  readonly folder: string;
  /** The config's seed. */
  readonly seed: number;
  /** The most runs at the same time, for a dispatch that can do more than one. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onBegin: (run: PlannedRun) => void;
  readonly onLine: (line: string) => void;
}

export interface Recorded {
  readonly run: PlannedRun;
  readonly record: RunRecord;
}

/** Makes every run once, warm-ups too, in any order. @throws Interrupted once the signal is aborted. */
export type Dispatch = (
  runs: readonly PlannedRun[],
  options: DispatchOptions,
) => AsyncIterable<Recorded>;

/** Never makes two runs at once, because runs on one machine disturb each other. */
export const oneByOne: Dispatch = async function* (runs, options) {
  const { seed, signal, onBegin, onLine } = options;
  for (const run of runs) {
    if (signal.aborted) throw new Interrupted("interrupted");
    onBegin(run);
    yield { run, record: await recordRun(run, { seed, signal, onLine }) };
  }
};
