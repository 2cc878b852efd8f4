/**
 * Holds a program to what it says: its results on every evaluator, its plan, and all that it puts out. A program learns
 * nothing of secrets but by records that put something out, so their calls and lengths are the whole list.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Mpc, Program } from "../../operations/mpc.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import type { About } from "../../programs/about.ts";
import { assertPlanned, EVALUATORS, evaluate } from "./evaluate.ts";

/** "output 3": three numbers to everybody; "outputTo P1 2": two to that party. In the order of the calls. */
export type Opened = string;

/** Their result is no secret, but for that of a matrix that is open against its mask. */
const OUTPUTS: ReadonlySet<PropertyKey> = new Set(
  Object.values(OPERATIONS)
    .filter(({ form, name }) => form === "other" && name !== "maskMatrix")
    .map(({ name }) => name),
);

type OutputCall = (...args: readonly unknown[]) => Promise<readonly unknown[] | null>;

/** `mpc`, which notes in `opened` what is asked to be put out. */
function watched(mpc: Mpc, opened: Opened[]): Mpc {
  return new Proxy(mpc, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (!OUTPUTS.has(key)) return (value as (...args: unknown[]) => unknown).bind(target);
      return (...args: readonly unknown[]) => {
        const to = args.filter((x) => typeof x === "number").map((party) => ` P${party}`);
        const length = (args.at(-1) as { readonly length: number }).length;
        opened.push(`${String(key)}${to.join("")} ${length}`);
        return (value as OutputCall).call(target, ...args);
      };
    },
  });
}

/** A result, and beside it all that was put out on the way. */
export const noting =
  (program: Program) =>
  async (mpc: Mpc, args: unknown): Promise<{ result: unknown; opened: Opened[] }> => {
    const opened: Opened[] = [];
    return { result: await program(watched(mpc, opened), args), opened };
  };

interface Case<Args> {
  readonly about: About<Args>;
  readonly program: Program;
  readonly args: unknown;
  /** What party `self` of n gets. */
  readonly expected?: (n: number, self: number) => unknown;
  /** Throws unless this is near enough, where numbers are rounded at random. */
  readonly near?: (result: unknown, n: number, self: number) => void;
  readonly opens: (n: number) => readonly Opened[];
  readonly parties?: readonly number[];
}

/**
 * Each party gets what is expected, what the engines take is what was planned, and nothing is put out but `opens`.
 * A plan has no range that overflows: `assertPlanned` would throw.
 */
export function gives<Args>(what: string, test: Case<Args>): void {
  const { about, program, args, expected, near, opens, parties = [2, 3] } = test;
  for (const evaluator of EVALUATORS)
    for (const n of parties)
      it(`${about.name}, ${evaluator}, ${n} parties: ${what}`, async () => {
        assert.ok(expected !== undefined || near !== undefined);
        const evaluation = await evaluate(evaluator, n, noting(program), args);
        for (const [self, { result, opened }] of evaluation.results.entries()) {
          if (expected !== undefined) assert.deepEqual(result, expected(n, self));
          near?.(result, n, self);
          assert.deepEqual(opened, opens(n), `put out at P${self}`);
        }
        await assertPlanned(evaluator, program, args, evaluation, about);
      });
}
