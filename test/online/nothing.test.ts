import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { FAMILIES, inputOf, runEngines } from "./parties.ts";

/** Every operation on vectors and matrices without elements, and what it gives. */
const ON_NOTHING: Record<string, (mpc: Mpc) => Promise<unknown>> = {
  "a party's input of no rows, put out": async (m) => m.output(await inputOf(m, 0, [])),
  "everything local": async (m) => {
    const x = await m.input(0, [0, 3], m.self === 0 ? [] : null, { scale: 4 });
    const y = m.constant([], [0, 3], { scale: 4 });
    const sums = m.negate(m.subtract(m.add(x, y), m.addPublic(x, 2)));
    const products = m.multiplyPublic(m.multiplyPublic(sums, 0.5, 2), [], 3);
    const wide = m.beside([m.transpose(products), m.transpose(products)]);
    const tall = m.stack([m.reshape(wide, [3, 0]), m.rows(wide, 1, 1)]);
    const total = m.add(m.sum(tall), m.reshape(m.sum(m.constant([7], 1, { scale: 9 })), [1, 1]));
    return [wide.shape, tall.shape, await m.output(total)];
  },
  "nothing below something": async (m) => {
    const x = await m.input(0, [0, 2], m.self === 0 ? [] : null);
    const y = await m.input(1, [2, 2], m.self === 1 ? [1, 2, 3, 4] : null);
    return m.output(m.stack([x, y, m.rows(y, 2, 2)]));
  },
  "nothing beside something": async (m) => {
    const y = await m.input(1, [2, 2], m.self === 1 ? [1, 2, 3, 4] : null);
    return m.output(m.beside([m.constant([], [2, 0]), y]));
  },
  "products, squares and sums of products": async (m) => {
    const [x, y] = [await inputOf(m, 0, []), await inputOf(m, 1, [])];
    const made = await Promise.all([m.multiply(x, y), m.square(x), m.dot(x, y)]);
    return Promise.all(made.map((z) => m.output(z)));
  },
  "a public product over no rows": async (m) =>
    m.output(m.publicProduct([], 2, await m.input(0, [0, 2], m.self === 0 ? [] : null))),
  "fixed point and truncation": async (m) => {
    const x = await m.input(0, 0, m.self === 0 ? [] : null, { scale: 16 });
    const made = [m.multiplyFixed(x, x), m.truncate(x, 3), m.truncateExact(x, 3)];
    const outputs = made.map(async (z) => [(await z).scale, await m.outputNumbers(await z)]);
    return Promise.all(outputs);
  },
  "outputs to one party": async (m) => m.outputTo(1, await inputOf(m, 0, [])),
  "matrices of which one side is empty": async (m) => {
    const shapes = [
      [0, 2, 3],
      [2, 0, 3],
      [2, 3, 0],
      [0, 0, 0],
    ] as const;
    const made = shapes.map(async ([rows, inner, columns]) => {
      const count = rows * inner;
      const own = m.self === 0 ? Array.from({ length: count }, (_, j) => j + 1) : null;
      const x = await m.input(0, [rows, inner], own);
      const other = m.self === 1 ? Array<number>(inner * columns).fill(5) : null;
      const y = await m.input(1, [inner, columns], other);
      const masked = await m.maskMatrix(x, { columns, products: 1, transposed: 1 });
      const z = m.constant(Array<number>(rows * columns).fill(2), [rows, columns]);
      const all = [m.matrixProduct(x, y), masked.product(y), masked.transposedProduct(z)];
      return Promise.all(all.map(async (product) => m.output(await product)));
    });
    return Promise.all(made);
  },
};

/** By self. */
const EXPECTED: Record<string, unknown | ((self: number) => unknown)> = {
  "a party's input of no rows, put out": [],
  "everything local": [[3, 0], [3, 0], [7n << 9n]],
  "nothing below something": [1n, 2n, 3n, 4n],
  "nothing beside something": [1n, 2n, 3n, 4n],
  "products, squares and sums of products": [[], [], [0n]],
  "a public product over no rows": [0n, 0n, 0n, 0n],
  "fixed point and truncation": [
    [16, []],
    [13, []],
    [13, []],
  ],
  "outputs to one party": (self: number) => (self === 1 ? [] : null),
  "matrices of which one side is empty": [
    [[], [], Array(6).fill(0n)],
    [Array(6).fill(0n), Array(6).fill(0n), []],
    [[], [], []],
    [[], [], []],
  ],
};

describe("vectors and matrices without elements are data", () => {
  for (const [what, program] of Object.entries(ON_NOTHING)) {
    const expected = EXPECTED[what];
    const at = (self: number): unknown =>
      typeof expected === "function" ? expected(self) : expected;
    it(`${what}: on the engines, which take nothing for it`, async () => {
      for (const n of [2, 3])
        for (const family of FAMILIES) {
          const { results } = await runEngines(
            async (mpc) => {
              const result = await program(mpc);
              const { items, elements } = mpc.statistics();
              return { result, taken: [...items], elements };
            },
            { n, family },
          );
          for (const [self, party] of results.entries()) {
            assert.ok(!(party instanceof Error), String(party));
            assert.deepEqual(party.result, at(self));
            const inputs = what.startsWith("nothing") || what.startsWith("matrices");
            if (!inputs) assert.deepEqual(party.taken, []);
            assert.ok(party.taken.every(([kind]) => kind.startsWith("input-mask/")));
          }
        }
    });

    it(`${what}: in the clear`, async () => {
      const parties = clearMpc(2, undefined, { turn: setImmediate });
      const results = await Promise.all(
        parties.map(async (mpc) => {
          const result = await program(mpc);
          await mpc.close();
          return result;
        }),
      );
      for (const [self, result] of results.entries()) assert.deepEqual(result, at(self));
    });
  }

  it("a matrix is not opened where the other has no columns: nothing would hide it", async () => {
    const { results } = await runEngines(async (mpc) => {
      const x = await mpc.input(0, [2, 3], mpc.self === 0 ? [1, 2, 3, 4, 5, 6] : null);
      const before = mpc.statistics().elements;
      await mpc.maskMatrix(x, { columns: 0, products: 1, transposed: 1 });
      await mpc.matrixProduct(x, mpc.constant([], [3, 0]));
      const opened = mpc.statistics().elements - before;
      await mpc.output(mpc.sum(x));
      return opened;
    });
    assert.deepEqual(results, [0, 0]);
  });
});
