/**
 * The process of a run in the clear. Its memory and time are separate, and it can be ended. It gets its task by IPC.
 */

import type { Answer } from "../../run/apart.ts";
import { failureOf } from "../../run/exit-code.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { pack, unpack } from "../../run/packed.ts";
import { runLocally } from "../../run/run-locally.ts";
import type { ClearTask } from "./testbed.ts";

// The runner decides what Ctrl-C does. If the runner is gone, nobody needs an answer.
for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
process.once("disconnect", () => process.exit());
process.once("message", (task) => void serve(unpack<ClearTask>(task as Uint8Array)));

async function serve(task: ClearTask): Promise<void> {
  const answer = await runLocally({ ...task, security: "plain" }).then(
    (value): Answer<LocalRun> => ({ value, failure: null }),
    (error: unknown): Answer<LocalRun> => ({ value: null, failure: failureOf(error) }),
  );
  process.send?.(pack(answer), undefined, undefined, () => process.exit());
}
