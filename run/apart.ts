/** Does a piece of work in a process of its own, so that it is measured, and ended, as parties are. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EXIT, type Failure, Interrupted, ProcessFailed } from "./exit-code.ts";
import { pack, unpack } from "./packed.ts";

/** What the process sends, once, before it ends. */
export type Answer<T> =
  | { readonly value: T; readonly failure: null }
  | { readonly value: null; readonly failure: Failure };

export interface ApartOptions {
  /** How lines name the process: "in the clear", "simulation". */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/**
 * Sends `task` to a process of the module `entry`, which answers once and ends.
 * @throws ProcessFailed with what ended it; Interrupted.
 */
export async function runApart<T>(
  entry: URL,
  task: object,
  { name, signal, onLine }: ApartOptions,
): Promise<T> {
  const child = fork(fileURLToPath(entry), [], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [],
    serialization: "advanced",
  });
  const kill = () => void child.kill("SIGKILL");
  // For all that ends this process by its own doing. If it is killed, the child sees that.
  process.once("exit", kill);
  signal.addEventListener("abort", kill);
  if (signal.aborted) kill();
  let answer: Answer<T> | null = null;
  child.on("message", (packed) => {
    answer = unpack<Answer<T>>(packed as Uint8Array);
  });
  child.send(pack(task), () => undefined);
  onLine(`${name} is process ${child.pid}`);
  try {
    const exit = await new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(`did not start: ${error.message}`));
      child.once("close", (code, by) => resolve(`ended ${by ? `by ${by}` : `with code ${code}`}`));
    });
    if (signal.aborted) throw new Interrupted("interrupted");
    const { value, failure } = (answer as Answer<T> | null) ?? { value: null, failure: null };
    if (value !== null) return value;
    throw new ProcessFailed(failure ?? died(exit));
  } finally {
    process.removeListener("exit", kill);
    signal.removeEventListener("abort", kill);
  }
}

const died = (exit: string): Failure => ({
  code: "crashed",
  message: `the process ${exit}`,
  culprits: [],
  exitCode: EXIT.bug,
});
