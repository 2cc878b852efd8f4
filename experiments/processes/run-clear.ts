/** A run in the clear in a process of its own, so that it is measured, and ended, as the others are. */

import { type ApartOptions, runApart } from "../../run/apart.ts";
import type { LocalRun } from "../../run/outcome.ts";

const ENTRY = new URL("./clear-process.ts", import.meta.url);

export interface ClearTask {
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly parties: number;
}

/** @throws ProcessFailed with what ended it; Interrupted. */
export const runClear = (task: ClearTask, options: Omit<ApartOptions, "name">): Promise<LocalRun> =>
  runApart(ENTRY, task, { name: "in the clear", ...options });
