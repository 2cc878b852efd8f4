/**
 * Programs at random, and what they compute: a plan is made on plain bigint matrices, which share no code
 * with online/, and then carried out on any Mpc.
 */
import assert from "node:assert/strict";
import type { Rounding } from "../../online/evaluator.ts";
import type { Secret } from "../../online/values.ts";
import type { Mpc } from "../../operations/mpc.ts";
import type { Draw } from "./draws.ts";
import { type Expected, type Plan, Planner } from "./planner.ts";

/** Carries a plan out: its own outputs, then all that it holds. */
export async function carryOut(mpc: Mpc, plan: Plan): Promise<unknown[]> {
  const pool: Promise<Secret>[] = [];
  const outputs: Promise<unknown>[] = [];
  for (const step of plan.steps) await step(mpc, pool, outputs);
  const held = await Promise.all(pool);
  return Promise.all([...outputs, ...held.map((x) => mpc.output(x))]);
}

/** Asserts that `carryOut` gave what it must at a party. */
export function assertGives(plan: Plan, self: number, given: readonly unknown[]): void {
  const all = [
    ...plan.outputs,
    ...plan.values.map(({ values }): Expected => ({ to: null, values })),
  ];
  assert.equal(given.length, all.length);
  for (const [k, { to, values, scale, orOneMore }] of all.entries()) {
    const got = given[k];
    if (to !== null && to !== self) assert.equal(got, null);
    else if (scale !== undefined)
      assert.deepEqual(
        got,
        values.map((v) => Number(v) / 2 ** scale),
      );
    else if (orOneMore) {
      const rests = (got as bigint[]).map((v, j) => v - values[j]!);
      assert.ok(
        rests.length === values.length && rests.every((rest) => rest === 0n || rest === 1n),
      );
    } else assert.deepEqual(got, values);
  }
}

/**
 * Makes the draws fit: operands that exist, agree and are in range, or else fresh inputs that do. A result
 * that is rounded at random is put out and compared within its error; only its floor is computed with.
 */
export function makePlan(draws: readonly Draw[], n: number, p: bigint, rounding: Rounding): Plan {
  const planner = new Planner(n, p, rounding === "floor");
  for (const draw of draws) planner.add(draw);
  return planner;
}
