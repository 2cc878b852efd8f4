/**
 * The process in which a user's program is planned: whatever it does besides its calls it does to a process that is
 * thrown away. Its modules, its arguments and its standard streams are no run's. Told by IPC.
 */
import type { Answer } from "./apart.ts";
import { failureOf } from "./exit-code.ts";
import { pack, unpack } from "./packed.ts";
import { type Figures, figuresHere, noFigures, type PlanFor } from "./plan-here.ts";
import { loadProgram } from "./program-module.ts";

export interface PlanTask {
  readonly program: string;
  /** Whom to plan for, each with its arguments. */
  readonly parties: readonly PlannedParty[];
}

export interface PlannedParty extends PlanFor {
  readonly args: Readonly<Record<string, unknown>>;
}

for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
// What a promise that the program leaves aside has to say is no word on what it takes.
process.on("unhandledRejection", () => undefined);
process.once("disconnect", () => process.exit());
process.once("message", (task) => {
  // From here on only the program and its plan keep this process alive.
  process.channel?.unref();
  void serve(unpack<PlanTask>(task as Uint8Array));
});
process.once("beforeExit", () => answer({ value: [noFigures(STUCK)], failure: null }));

const STUCK = "planned, it waits for something that nothing brings";

async function serve(task: PlanTask): Promise<void> {
  answer(
    await plans(task).then(
      (value): Answer<Figures[]> => ({ value, failure: null }),
      (error: unknown): Answer<Figures[]> => ({ value: null, failure: failureOf(error) }),
    ),
  );
}

function answer(given: Answer<Figures[]>): void {
  process.send?.(pack(given), undefined, undefined, () => process.exit());
}

async function plans({ program, parties }: PlanTask): Promise<Figures[]> {
  const found: Figures[] = [];
  for (const [instance, { args, ...who }] of parties.entries()) {
    // An instance of its own for each party, as in a run.
    const loaded = await loadProgram(program, instance);
    found.push(await figuresHere(loaded.program, args, loaded.about?.outputs, who));
    // What one does not know none makes ahead: making takes all.
    if (found.at(-1)!.online === null) break;
  }
  return found;
}
