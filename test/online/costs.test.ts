import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import type { Engine, Statistics } from "../../operations/engine.ts";
import { FAMILIES, inputOf, runEngines } from "./parties.ts";

interface Cost {
  readonly rounds: number;
  readonly elements: number;
  readonly items: Record<string, number>;
  readonly checks?: number;
}

/** Each operation on t = 6 elements: what it takes beyond its operands. */
const COSTS: [string, (mpc: Engine, x: Secret, y: Secret) => Promise<unknown>, Cost][] = [
  [
    "input",
    (m) => inputOf(m, 1, [1, 2, 3]),
    { rounds: 1, elements: 0, items: { "input-mask/1": 3 } },
  ],
  ["multiply", (m, x, y) => m.multiply(x, y), { rounds: 1, elements: 12, items: { triple: 6 } }],
  ["square", (m, x) => m.square(x), { rounds: 1, elements: 6, items: { square: 6 } }],
  ["dot", (m, x, y) => m.dot(x, y), { rounds: 1, elements: 12, items: { triple: 6 } }],
  [
    "matrixProduct",
    (m, x, y) => m.matrixProduct(x, m.transpose(y)),
    { rounds: 1, elements: 12, items: { "matrix-triple/2x3x2*1+0": 1 } },
  ],
  [
    "maskMatrix with two products",
    async (m, x, y) => {
      const masked = await m.maskMatrix(x, { columns: 2, products: 1, transposed: 1 });
      return masked.transposedProduct(await masked.product(m.transpose(y)));
    },
    { rounds: 3, elements: 6 + 6 + 4, items: { "matrix-triple/2x3x2*1+1": 1 } },
  ],
  [
    "truncate",
    (m, x) => m.truncate(x, 16),
    { rounds: 1, elements: 6, items: { "truncation-mask/16": 6 } },
  ],
  ...[1, 2, 16, 20].map((f): [string, (m: Engine, x: Secret) => Promise<unknown>, Cost] => {
    const levels = Math.ceil(Math.log2(f));
    const products = 1 + 2 * (2 * (f - 1) - levels);
    const items = { [`truncation-mask/${f}/exact`]: 6, triple: 6 * products };
    const cost = { rounds: 2 + levels, elements: 6 * (1 + 2 * products), items };
    return [`truncateExact ${f}`, (m, x) => m.truncateExact(x, f), cost];
  }),
  [
    "multiplyFixed",
    (m, x) => {
      const half = m.multiplyPublic(x, 0.5, 16);
      return m.multiplyFixed(half, half);
    },
    { rounds: 2, elements: 18, items: { triple: 6, "truncation-mask/16": 6 } },
  ],
  ["output", (m, x) => m.output(x), { rounds: 1, elements: 6, items: {}, checks: 1 }],
  [
    "output of something unchecked",
    async (m, x) => m.output(await m.square(x)),
    { rounds: 3, elements: 12, items: { square: 6 }, checks: 2 },
  ],
  [
    "outputTo",
    (m, x) => m.outputTo(1, x),
    { rounds: 1, elements: 6, items: { "input-mask/1": 6 }, checks: 1 },
  ],
  [
    "everything linear",
    async (m, x, y) => {
      const sums = m.negate(m.subtract(m.add(x, y), m.addPublic(y, 3)));
      const wide = m.beside([m.transpose(m.multiplyPublic(sums, 2)), m.reshape(x, [3, 2])]);
      return m.sum(m.publicProduct([1, 2, 3], 1, m.rows(m.stack([wide, wide]), 1, 4)));
    },
    { rounds: 0, elements: 0, items: {} },
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

describe("the cost of an operation", () => {
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

  it("and what is opened, in which sizes, do not depend on secrets", async () => {
    const trace = async (values: readonly bigint[]) => {
      const sent: string[] = [];
      await runEngines(
        async (mpc) => {
          const x = await inputOf(mpc, 0, values);
          const y = await mpc.truncateExact(await mpc.truncate(x, 3), 5);
          const z = await mpc.multiply(y, await mpc.square(x));
          return mpc.outputTo(1, mpc.sum(z));
        },
        {
          network: {
            tamper: (from, to, tag, message) => {
              sent.push(`${from} ${to} ${tag} ${message.length}`);
              return message;
            },
          },
        },
      );
      return sent;
    };
    const extreme = (1n << 58n) - (1n << 18n);
    assert.deepEqual(await trace([0n, 0n, 0n]), await trace([extreme, -extreme, 1n]));
  });
});
