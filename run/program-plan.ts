/**
 * What a run of a program will take, found before anything is started by running it on a plan: with outputs of 0, without
 * the others and without secrets. One that ships is planned here; a user's own, which may do anything besides its calls,
 * in a process of its own, for a limited time. One that states what it needs is not planned at all.
 */
import { UsageError } from "../host/usage-error.ts";
import type { Comparisons } from "../online/comparisons.ts";
import type { Program } from "../operations/mpc.ts";
import { runApart } from "./apart.ts";
import { type Figures, figuresHere, inOrder, type Needs, noFigures } from "./plan-here.ts";
import type { PlannedParty, PlanTask } from "./plan-process.ts";
import { type Described, statedNeeds } from "./program-about.ts";
import { ships } from "./program-module.ts";

/** LOCAL: how long a plan may take, for all parties together. */
const PLAN_MS = 20_000;

export interface Plannable extends Described {
  readonly program: Program;
  /** Empty if it lies in no file: then nobody knows what it takes. */
  readonly path: string;
}

type Args = Readonly<Record<string, unknown>>;

interface NeedsOptions {
  /** "tree" by default. */
  readonly comparisons?: Comparisons;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What party `self` takes.
 * @throws UsageError if the arguments are wrong, what the program states is no demand, its numbers can leave ±M, or a party's
 * own values are no input.
 */
export async function needsOf(
  program: Plannable,
  args: Args,
  n: number,
  self: number,
  comparisons: Comparisons = "tree",
) {
  const [needs] = await planned(program, n, [{ self, args, comparisons }]);
  return needs!;
}

/**
 * What each of n parties takes, with arguments of its own.
 * @throws UsageError as above, and where two parties' programs take other items.
 */
export async function needsOfAll(
  program: Plannable,
  argsOf: (party: number) => Args,
  n: number,
  { comparisons = "tree", signal }: NeedsOptions = {},
): Promise<Needs> {
  const parties = Array.from({ length: n }, (_, self) => ({
    self,
    args: argsOf(self),
    comparisons,
  }));
  const all = await planned(program, n, parties, signal);
  const none = all.find(({ items }) => items === null);
  if (none !== undefined) return none;
  assertAlike(program.name, all);
  return all[0]!;
}

/** UsageError naming two parties that would take other items. */
export function assertAlike(program: string, parties: readonly Needs[]): void {
  const [first, ...others] = parties.map(({ items }) => described(items!));
  for (const [k, own] of others.entries())
    if (own !== first)
      throw new UsageError(
        `${program}: P0 would take ${first}, P${k + 1} ${own}: all parties' programs must do the same`,
      );
}

const described = (items: NonNullable<Needs["items"]>): string =>
  items.map(([kind, count]) => `${kind} × ${count}`).join(", ") || "nothing";

/** In order; fewer than `parties` if one of them is not known. */
async function planned(
  program: Plannable,
  n: number,
  parties: readonly Pick<PlannedParty, "self" | "args" | "comparisons">[],
  signal?: AbortSignal,
): Promise<Needs[]> {
  const stated = parties.map(({ args }) => statedNeeds(program, args, n));
  if (stated[0] !== null)
    return stated.map((items) => ({ items: inOrder(items!), terms: [], why: null }));
  const all = await figuresOf(
    program,
    parties.map((party) => ({ n, ...party })),
    signal,
  );
  return all.map(({ needs }) => needs);
}

/**
 * Of each, in order; fewer if one of them is not known. What the program states counts for nothing here.
 * @throws UsageError if its numbers can leave ±M, or a party's own values are no input.
 */
export async function figuresOf(
  { name, path, program, about }: Plannable,
  parties: readonly PlannedParty[],
  signal?: AbortSignal,
): Promise<Figures[]> {
  if (path === "") return [noFigures("the program lies in no file")];
  const found = ships(path)
    ? await Promise.all(
        parties.map(({ args, ...who }) => figuresHere(program, args, about?.outputs, who)),
      )
    : await plannedApart({ program: path, parties }, signal);
  for (const { needs } of found)
    if (needs.items === null && needs.refused === true)
      throw new UsageError(`${name}: ${needs.why}`);
  return found;
}

async function plannedApart(task: PlanTask, signal?: AbortSignal): Promise<Figures[]> {
  const late = AbortSignal.timeout(PLAN_MS);
  try {
    return await runApart<Figures[]>(new URL("./plan-process.ts", import.meta.url), task, {
      name: "a plan",
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      onLine: () => {},
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const why = late.aborted
      ? `no plan of it within ${PLAN_MS / 1000} s`
      : `planned, it fails: ${(error as Error).message}`;
    return [noFigures(why)];
  }
}
