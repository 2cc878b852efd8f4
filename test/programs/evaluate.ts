/** Runs a program as n parties: in the clear, or in memory on one of the engines. */
import { prime60 } from "../../algebra/prime60.ts";

import { nodeSuite } from "../../host/node/suite.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { clearMpc } from "../../operations/clear.ts";
import { createEngine } from "../../operations/engine.ts";
import type { Program } from "../../operations/mpc.ts";
import { runParties } from "../support/parties.ts";

export const EVALUATORS = ["plain", "additive", "spdz"] as const;

export interface Evaluation<T> {
  /** By party. */
  readonly results: readonly T[];
  /** What party 0 took from preprocessing; empty in the clear. */
  readonly used: ReadonlyMap<string, number>;
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
    return { results, used: new Map() };
  }
  const family = evaluator === "spdz" ? "authenticated" : "plain";
  const material = dealLocally(n, prime60(), family, nodeSuite, "programs");
  const { results } = await runParties(
    n,
    async (session) => {
      const engine = createEngine(session, material[session.self]!);
      const result = await program(engine, args);
      await engine.close();
      return result;
    },
    { seed: "programs" },
  );
  return {
    results: results.map((result) => {
      if (result instanceof Error) throw result;
      return result as T;
    }),
    used: material[0]!.used(),
  };
}
