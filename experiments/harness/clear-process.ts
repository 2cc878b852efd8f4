/** The process of a run in the clear: its memory and its time are its own, and it can be ended. Told by IPC. */
import { failureOf } from "../local-run/exit-code.ts";
import { runLocally } from "../local-run/run-locally.ts";
import type { ClearAnswer, ClearTask } from "./run-clear.ts";

// The runner decides what Ctrl-C means; one that is gone needs no answer.
for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
process.once("disconnect", () => process.exit());
process.once("message", (task) => void serve(task as ClearTask));

async function serve(task: ClearTask): Promise<void> {
  const answer = await runLocally({ ...task, security: "plain" }).then(
    (run): ClearAnswer => ({ run, failure: null }),
    (error: unknown): ClearAnswer => ({ run: null, failure: failureOf(error) }),
  );
  process.send?.(answer, undefined, undefined, () => process.exit());
}
