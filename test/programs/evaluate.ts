/** Runs a program as n parties: in the clear, or in memory on one of the engines. */
import assert from "node:assert/strict";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Traffic } from "../../network/meter.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { clearMpc } from "../../operations/clear.ts";
import { createEngine, type Statistics } from "../../operations/engine.ts";
import type { Program } from "../../operations/mpc.ts";
import { planProgram } from "../../operations/plan.ts";
import type { About } from "../../programs/about.ts";
import { runParties } from "../support/parties.ts";
import { assertTraffic } from "../support/planned-traffic.ts";

export const EVALUATORS = ["plain", "additive", "spdz"] as const;

export interface Evaluation<T> {
  /** By party. */
  readonly results: readonly T[];
  /** What each party took, its last round included; none in the clear. */
  readonly taken: readonly Statistics[];
  /** By party: all that was sent; none in the clear. */
  readonly traffic: readonly Traffic[];
}

export async function evaluate<T>(
  evaluator: (typeof EVALUATORS)[number],
  n: number,
  program: (...parameters: Parameters<Program>) => Promise<T>,
  args: unknown,
): Promise<Evaluation<T>> {
  if (evaluator === "plain") {
    const results = await Promise.all(
      clearMpc(n, undefined, { seed: "programs" }).map((mpc) => program(mpc, args)),
    );
    return { results, taken: [], traffic: [] };
  }
  const family = evaluator === "spdz" ? "authenticated" : "plain";
  const material = dealLocally(n, prime60(), family, nodeSuite, "programs");
  const { results, traffic } = await runParties(
    n,
    async (session) => {
      const engine = createEngine(session, material[session.self]!);
      const result = await program(engine, args);
      await engine.close();
      return { result, statistics: engine.statistics() };
    },
    { seed: "programs" },
  );
  const done = results.map((result) => {
    if (result instanceof Error) throw result;
    return result;
  });
  return {
    results: done.map(({ result }) => result),
    taken: done.map(({ statistics }) => statistics),
    traffic,
  };
}

/** Asserts that every party took and sent exactly what a plan of its own says, to the item, round and byte. */
export async function assertPlanned<T>(
  evaluator: (typeof EVALUATORS)[number],
  program: Program,
  args: unknown,
  { taken, traffic }: Evaluation<T>,
  about: Pick<About<never>, "outputs"> = {},
): Promise<void> {
  const sorted = (items: ReadonlyMap<string, number>) =>
    [...items].filter(([, count]) => count > 0).sort();
  for (const [self, { items, ...counts }] of taken.entries()) {
    const plan = await planProgram(program, args, {
      n: taken.length,
      self,
      authenticated: evaluator === "spdz",
      turn: setImmediate,
      ...(about.outputs && { outputs: about.outputs }),
    });
    const { rounds, elements, checks, terms } = plan;
    assert.deepEqual({ rounds, elements, checks, terms }, counts);
    assert.deepEqual(sorted(plan.items), sorted(items));
    assertTraffic(plan, traffic);
  }
}
