/**
 * What a run of a program will take, found by running it on a plan: before anything is started, for every party. What
 * it says meanwhile on its console is not shown; it will say it again.
 */
import { Console } from "node:console";
import { Writable } from "node:stream";
import { nextTurn } from "../host/node/turn.ts";
import { UsageError } from "../host/usage-error.ts";
import type { PlannedOutputs } from "../online/plan.ts";
import { canonical, type Value } from "../online/value.ts";
import type { Program } from "../operations/mpc.ts";
import { planProgram, Unplannable } from "../operations/plan.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import { type Described, statedNeeds } from "./program-about.ts";

/** LOCAL: how long a plan may wait for a call. A program that waits for something else for long cannot be planned. */
const IDLE_MS = 5000;
/** AGREEMENT: a program that calls more often states what it takes, or its material is made meanwhile: seconds of planning. */
const MOST_CALLS = 1 << 17;

/** Items by kindName, and what operations rely on over them; or null, and why nobody knows before the run. */
export type Needs =
  | {
      readonly items: ReadonlyMap<string, number>;
      readonly terms: readonly SecurityTerm[];
      readonly why: null;
    }
  | { readonly items: null; readonly terms: readonly SecurityTerm[]; readonly why: string };

export interface Plannable extends Described {
  readonly program: Program;
}

const KNOWN = new WeakMap<Program, Map<string, Promise<Needs>>>();

/** What party `self` takes. @throws UsageError if the arguments are wrong, or what the program states is no demand. */
export async function needsOf(
  program: Plannable,
  args: Readonly<Record<string, unknown>>,
  n: number,
  self: number,
): Promise<Needs> {
  const stated = statedNeeds(program, args, n);
  if (stated !== null) return { items: stated, terms: [], why: null };
  const plans = KNOWN.get(program.program) ?? new Map<string, Promise<Needs>>();
  KNOWN.set(program.program, plans);
  const key = canonical([args as Value, n, self]);
  const known = plans.get(key) ?? planned(program, args, n, self);
  plans.set(key, known);
  return known;
}

/**
 * What each of n parties takes, with arguments of its own.
 * @throws UsageError as above, and where two parties' programs take other items.
 */
export async function needsOfAll(
  program: Plannable,
  argsOf: (party: number) => Readonly<Record<string, unknown>>,
  n: number,
): Promise<Needs> {
  const first = await needsOf(program, argsOf(0), n, 0);
  for (let party = 1; first.items !== null && party < n; party++) {
    const own = await needsOf(program, argsOf(party), n, party);
    // What one does not know none makes ahead: making takes all.
    if (own.items === null) return own;
    const [here, there] = [first.items, own.items].map((items) => described(items));
    if (here !== there)
      throw new UsageError(
        `${program.name}: P0 would take ${here}, P${party} ${there}: all parties' programs must do the same`,
      );
  }
  return first;
}

const described = (items: ReadonlyMap<string, number>): string =>
  [...items]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} × ${count}`)
    .sort()
    .join(", ") || "nothing";

async function planned(
  { program, about }: Plannable,
  args: unknown,
  n: number,
  self: number,
): Promise<Needs> {
  const outputs: PlannedOutputs | undefined = about?.outputs;
  const idle = Promise.withResolvers<never>();
  let turns = 0;
  let seen = -1;
  // Two looks without a turn between: time that the program itself has spent computing is none that it waits.
  const watch = setInterval(() => {
    if (turns === seen) idle.reject(new Error("it waits for something else than its operations"));
    seen = turns;
  }, IDLE_MS);
  const turn = (callback: () => void) => {
    turns++;
    nextTurn(callback);
  };
  try {
    const { items, terms } = await silenced(() =>
      Promise.race([
        planProgram(program, args, {
          n,
          self,
          turn,
          mostCalls: MOST_CALLS,
          ...(outputs && { outputs }),
        }),
        idle.promise,
      ]),
    );
    // In one order at all parties, whatever came first at each.
    return { items: new Map([...items].sort()), terms, why: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // What it throws it will throw again, where it is told in full.
    const known = error instanceof Unplannable ? why : `planned, it fails: ${why}`;
    return { items: null, terms: [], why: known };
  } finally {
    clearInterval(watch);
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other, as there is one console. */
function silenced<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(async () => {
    const own = globalThis.console;
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    globalThis.console = new Console({ stdout: nowhere, stderr: nowhere });
    try {
      return await work();
    } finally {
      globalThis.console = own;
    }
  });
  last = next.catch(() => {});
  return next;
}
