import { nextTurn } from "../host/node/turn.ts";
import { BadInput } from "../online/bad-input.ts";
import type { Comparisons } from "../online/comparisons.ts";
import type { PlannedOutputs } from "../online/plan.ts";
import type { Undeclared } from "../online/undeclared.ts";
import type { Program } from "../operations/mpc.ts";
import { CanOverflow, type Plan, planProgram } from "../operations/plan.ts";
import type { Routing } from "../protocols/open.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import { explained } from "./overflow.ts";
import { lineOf } from "./place.ts";

/** AGREEMENT: a program that calls more often states what it takes, or its material is made meanwhile: seconds of planning. */
const MOST_CALLS = 1 << 17;

/** Items by kindName, in one order at all parties, and what operations rely on over them; or null, and why nobody knows. */
export type Needs =
  | {
      readonly items: readonly (readonly [kind: string, count: number])[];
      readonly terms: readonly SecurityTerm[];
      readonly why: null;
    }
  | {
      readonly items: null;
      readonly terms: readonly SecurityTerm[];
      readonly why: string;
      /** The program must not run: its numbers can leave their range, or a party's own values are no input. */
      readonly refused?: true;
    };

/** Those that are taken at all, in one order. */
export const inOrder = (items: Iterable<readonly [string, number]>) =>
  [...items].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));

const unknown = (why: string): Needs => ({ items: null, terms: [], why });

/** For whom, and for which engine, a plan is made. */
export interface PlanFor {
  readonly n: number;
  readonly self: number;
  /** True by default: with MACs and checks. What is taken is the same without. */
  readonly authenticated?: boolean;
  /** "direct" by default. */
  readonly routing?: Routing;
  /** "tree" by default. */
  readonly comparisons?: Comparisons;
}

/** What a run has besides its items; null where nobody knows. */
export type Online = Omit<Plan, "items" | "terms" | "undeclared">;

export interface Figures {
  readonly needs: Needs;
  readonly online: Online | null;
  /** Parties may read theirs at other lines; null where nobody knows of any. */
  readonly undeclared: Undeclared | null;
}

export const noFigures = (why: string): Figures => ({
  needs: unknown(why),
  online: null,
  undeclared: null,
});

const refused = (why: string): Figures => ({
  needs: { items: null, terms: [], why, refused: true },
  online: null,
  undeclared: null,
});

/** What `program` takes at party `self`, found in this process; with arguments of its own, which it may change. */
export const planHere = async (
  program: Program,
  args: unknown,
  outputs: PlannedOutputs | undefined,
  who: PlanFor,
): Promise<Needs> => (await figuresHere(program, args, outputs, who)).needs;

/** The same, and its rounds, checks and bytes. */
export async function figuresHere(
  program: Program,
  args: unknown,
  outputs: PlannedOutputs | undefined,
  who: PlanFor,
): Promise<Figures> {
  const options = {
    ...who,
    turn: nextTurn,
    mostCalls: MOST_CALLS,
    place: lineOf,
    ...(outputs && { outputs }),
  };
  const plan = (narrow: number) =>
    planProgram(program, structuredClone(args), { ...options, narrow });
  try {
    const { items, terms, undeclared, ...online } = await plan(1);
    return { needs: { items: inOrder(items), terms, why: null }, online, undeclared };
  } catch (error) {
    if (error instanceof CanOverflow) return refused(await explained(error, plan));
    // Nothing that others bring can change that: so nothing is started.
    if (error instanceof BadInput) return refused(`P${who.self}: ${error.message}`);
    // What it throws it will throw again, where it is told in full.
    return noFigures(error instanceof Error ? error.message : String(error));
  }
}
