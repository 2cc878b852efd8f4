/** Plans the runs of an experiment on this machine. All refusals happen here, before anything runs. */
import { assertWithinBudget } from "../../host/party/budget.ts";
import { UsageError } from "../../host/usage-error.ts";
import { canonical } from "../../online/value.ts";
import { DEFAULT_STATISTICAL } from "../../protocols/security.ts";
import { checkOwn } from "../../run/program-about.ts";
import { loadProgram, type ProgramModule } from "../../run/program-module.ts";
import { needsOfAll } from "../../run/program-plan.ts";
import { mistakeAt } from "../config/explain.ts";
import type { Experiment } from "../config/read.ts";
import type { Cell } from "../records/record.ts";
import { chooseTestbed, type Machine, type OmittedCell, type ReadyCell } from "./choose-testbed.ts";
import { wishedNetwork } from "./record-run.ts";

export interface Plan {
  readonly ready: readonly ReadyCell[];
  readonly omitted: readonly OmittedCell[];
}

/**
 * @throws UsageError naming the line of the config, if there is no such program, if it refuses its arguments, if it
 *   adds up more than its budget allows, or if no testbed here takes a cell (unless the config omits such cells).
 */
export async function planExperiment(experiment: Experiment, machine: Machine): Promise<Plan> {
  const { file, config } = experiment;
  const program = await loadProgram(experiment.program).catch((error: unknown) => {
    throw error instanceof UsageError ? mistakeAt(file, ["program"], error.message) : error;
  });
  const ready: ReadyCell[] = [];
  const omitted: OmittedCell[] = [];
  const accepted = new Set<string>();
  for (const planned of experiment.cells) {
    const { cell } = planned;
    const choice = chooseTestbed(experiment, planned, machine);
    const leaveOut = (reason: string) =>
      omitted.push({ cell, network: wishedNetwork(cell, choice.spec), reason });
    if (planned.omitted !== null) leaveOut(planned.omitted);
    else {
      const { parties, args } = cell;
      const key = canonical([parties, args, cell.security === "plain"]);
      if (!accepted.has(key)) await assertAccepted(experiment, program, cell);
      accepted.add(key);
      if (choice.testbed !== null) ready.push({ cell, spec: choice.spec, testbed: choice.testbed });
      else if (config.unavailable === "omit") leaveOut(`not on this machine: ${choice.reason}`);
      else
        throw mistakeAt(
          file,
          ["matrix"],
          `${cell.id}: ${choice.reason}; "omit" it, or say "unavailable: omit"`,
        );
    }
  }
  if (ready.length === 0)
    throw mistakeAt(file, ["matrix"], `nothing is left to run: ${omitted[0]!.reason}`);
  return { ready, omitted };
}

/** UsageError if the program refuses a cell's arguments or a party's own data, or if the budget does not suffice. */
async function assertAccepted(
  { file, config, quick }: Experiment,
  program: ProgramModule,
  cell: Cell,
): Promise<void> {
  const { args, parties, security } = cell;
  try {
    for (let party = 0; party < parties; party++) checkOwn(program, args, party, parties);
    if (security === "plain") return;
    const { items, terms } = await needsOfAll(program, () => args, parties);
    if (items !== null) assertWithinBudget(new Map(items), DEFAULT_STATISTICAL, terms);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [, named] = /argument "([^".]+)/.exec(error.message) ?? [];
    const inMatrix = named !== undefined && Object.hasOwn(config.matrix.args, named);
    const place = inMatrix ? ["matrix", "args", named] : ["args", ...(named ? [named] : [])];
    const words = `${error.message} (${parties} parties)`;
    throw mistakeAt(file, quick ? placeInQuick(config, place) : place, words);
  }
}

/** The place of a key that --quick replaced is below `quick`. */
function placeInQuick({ quick }: Experiment["config"], place: readonly string[]): string[] {
  let at: unknown = quick;
  for (const step of place) at = (at as Record<string, unknown> | undefined)?.[step];
  return at === undefined ? [...place] : ["quick", ...place];
}
