import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import type { Engine, Statistics } from "../../operations/engine.ts";
import { FAMILIES, runEngines } from "./parties.ts";

interface Cost {
  readonly rounds: number;
  readonly elements: number;
  readonly items: Record<string, number>;
  readonly checks?: number;
}

/** What no single operation shows (test/operations/costs.test.ts): what is called of a result, and after another. */
const COSTS: [string, (mpc: Engine, x: Secret, y: Secret) => Promise<unknown>, Cost][] = [
  [
    "maskMatrix with two products",
    async (m, x, y) => {
      const masked = await m.maskMatrix(x, { columns: 2, products: 1, transposed: 1 });
      return masked.transposedProduct(await masked.product(m.transpose(y)));
    },
    { rounds: 3, elements: 6 + 6 + 4, items: { "matrix-triple/2x3x2*1+1": 1 } },
  ],
  [
    "output of something unchecked",
    async (m, x) => m.output(await m.square(x)),
    { rounds: 3, elements: 12, items: { square: 6 }, checks: 2 },
  ],
];

const difference = (after: Statistics, before: Statistics) => ({
  rounds: after.rounds - before.rounds,
  elements: after.elements - before.elements,
  checks: after.checks - before.checks,
  items: Object.fromEntries(
    [...after.items]
      .map(([kind, count]) => [kind, count - (before.items.get(kind) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  ),
});

describe("the cost of operations", () => {
  for (const [name, act, cost] of COSTS)
    it(`${name}: ${cost.rounds} rounds, ${cost.elements} elements`, async () => {
      for (const family of FAMILIES) {
        const { results } = await runEngines(
          async (mpc) => {
            const x = mpc.constant([1, 2, 3, 4, 5, 6], [2, 3]);
            const y = mpc.constant([6, 5, 4, 3, 2, 1], [2, 3]);
            const before = mpc.statistics();
            await act(mpc, x, y);
            const after = mpc.statistics();
            await mpc.output(x);
            return difference(after, before);
          },
          { family },
        );
        const spdz = family === "authenticated";
        // Without checks there is none to announce.
        const announced = spdz && cost.checks === 2 ? 1 : 0;
        const rounds = cost.checks === 2 ? cost.rounds - 1 + announced : cost.rounds;
        const { elements, items, checks = 0 } = cost;
        for (const result of results)
          assert.deepEqual(result, { rounds, elements, items, checks: spdz ? checks : 0 });
      }
    });

  it("in messages is one per peer and round, and a check's does not grow with its batch", async () => {
    const traffic = async (length: number, routing: "direct" | "king", n: number) => {
      const run = await runEngines(
        async (mpc) => {
          const x = mpc.constant(Array<number>(length).fill(2), length);
          return mpc.output(await mpc.multiply(x, x));
        },
        { n, engine: { routing } },
      );
      const rounds = run.tags.filter((tag) => tag === "rounds").length;
      return { rounds, checks: run.tags.length - rounds };
    };
    // multiply, announcement, output, end.
    assert.equal((await traffic(5, "direct", 3)).rounds, 4 * 3 * 2);
    assert.equal((await traffic(5, "king", 3)).rounds, 4 * 2 * 2);
    assert.equal((await traffic(5, "direct", 2)).checks, (await traffic(500, "direct", 2)).checks);
  });
});
