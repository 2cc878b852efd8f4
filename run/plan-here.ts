import { nextTurn } from "../host/node/turn.ts";
import type { PlannedOutputs } from "../online/plan.ts";
import type { Program } from "../operations/mpc.ts";
import { CanOverflow, planProgram } from "../operations/plan.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import { explained } from "./overflow.ts";

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
      /** The program must not run: its numbers can leave their range. */
      readonly refused?: true;
    };

/** Those that are taken at all, in one order. */
export const inOrder = (items: Iterable<readonly [string, number]>) =>
  [...items].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));

export const unknown = (why: string): Needs => ({ items: null, terms: [], why });

/** What `program` takes at party `self`, found in this process; with arguments of its own, which it may change. */
export async function planHere(
  program: Program,
  args: unknown,
  outputs: PlannedOutputs | undefined,
  { n, self }: { readonly n: number; readonly self: number },
): Promise<Needs> {
  const options = { n, self, turn: nextTurn, mostCalls: MOST_CALLS, ...(outputs && { outputs }) };
  const plan = (narrow: number) =>
    planProgram(program, structuredClone(args), { ...options, narrow });
  try {
    const { items, terms } = await plan(1);
    return { items: inOrder(items), terms, why: null };
  } catch (error) {
    if (error instanceof CanOverflow)
      return { items: null, terms: [], why: await explained(error, plan), refused: true };
    // What it throws it will throw again, where it is told in full.
    return unknown(error instanceof Error ? error.message : String(error));
  }
}
