/** The process of a simulation. Its memory is separate, and it can be ended. It gets its task by IPC. */
import { letHeapGrow } from "../../host/node/heap.ts";
import type { Answer } from "../../run/apart.ts";
import { failureOf } from "../../run/exit-code.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { pack, unpack } from "../../run/packed.ts";
import { shippedModel } from "./cost-model.ts";
import { type SimulationOptions, simulate } from "./simulate.ts";
import { simulateClear } from "./simulate-clear.ts";

/** What is sent to the process. */
export type SimulationTask = Omit<
  SimulationOptions,
  "program" | "model" | "lattice" | "observer" | "signal"
> & { readonly program: string };

// The runner decides what Ctrl-C does. If the runner is gone, nobody needs an answer.
for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
letHeapGrow();
process.once("disconnect", () => process.exit());
process.once("message", (task) => void serve(unpack<SimulationTask>(task as Uint8Array)));

async function serve(task: SimulationTask): Promise<void> {
  const options = { ...task, model: shippedModel() };
  const run = task.security === "plain" ? simulateClear(options) : simulate(options);
  const answer = await run.then(
    (value): Answer<LocalRun> => ({ value, failure: null }),
    (error: unknown): Answer<LocalRun> => ({ value: null, failure: failureOf(error) }),
  );
  process.send?.(pack(answer), undefined, undefined, () => process.exit());
}
