/** A run in the clear in a process of its own, so that it is measured, and ended, as the others are. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EXIT, type Failure, Interrupted, ProcessFailed } from "../local-run/exit-code.ts";
import type { LocalRun } from "../local-run/outcome.ts";

const ENTRY = fileURLToPath(new URL("./clear-process.ts", import.meta.url));

export interface ClearTask {
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly parties: number;
}

export type ClearAnswer =
  | { readonly run: LocalRun; readonly failure: null }
  | { readonly run: null; readonly failure: Failure };

export interface ClearOptions {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** @throws ProcessFailed with what ended it; Interrupted. */
export async function runClear(
  task: ClearTask,
  { signal, onLine }: ClearOptions,
): Promise<LocalRun> {
  const child = fork(ENTRY, [], { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  const kill = () => void child.kill("SIGKILL");
  // Whatever ends this process in its own words; if it is killed, the child sees it.
  process.once("exit", kill);
  signal.addEventListener("abort", kill);
  if (signal.aborted) kill();
  let answer: ClearAnswer | null = null;
  child.on("message", (message) => {
    answer = message as ClearAnswer;
  });
  child.send(task, () => undefined);
  onLine(`in the clear is process ${child.pid}`);
  try {
    const exit = await new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(`did not start: ${error.message}`));
      child.once("close", (code, by) => resolve(`ended ${by ? `by ${by}` : `with code ${code}`}`));
    });
    if (signal.aborted) throw new Interrupted("interrupted");
    const { run, failure } = (answer as ClearAnswer | null) ?? { run: null, failure: null };
    if (run !== null) return run;
    throw new ProcessFailed(failure ?? died(exit));
  } finally {
    process.removeListener("exit", kill);
    signal.removeEventListener("abort", kill);
  }
}

const died = (exit: string): Failure => ({
  ...{ code: "crashed", message: `the process ${exit}` },
  ...{ culprits: [], exitCode: EXIT.bug },
});
