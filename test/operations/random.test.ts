/** That random values are uniform, alike at all parties, and others at each call. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL, runEngines } from "../online/parties.ts";
import { chiSquare, chiSquareBound } from "../support/chi-square.ts";

/** How often each number below `cells` is among these. */
function assertUniform(numbers: readonly number[], cells: number, what: string): void {
  const counts = new Uint32Array(cells);
  for (const v of numbers) counts[v]!++;
  assert.equal(
    counts.reduce((sum, c) => sum + c),
    numbers.length,
    what,
  );
  const statistic = chiSquare(counts, numbers.length / cells);
  assert.ok(statistic < chiSquareBound(cells - 1), `${what}: ${statistic} of ${counts}`);
}

const COUNT = 2000;
/** Into how many equal parts all that can come is cut. */
const CELLS = 8;

const inCells = (values: readonly bigint[], below: bigint): number[] =>
  values.map((v) => Number((v * BigInt(CELLS)) / below));

describe("random values are uniform", () => {
  for (const rounding of ["probabilistic", "floor"] as const)
    it(`in the clear, ${rounding}`, async () => {
      const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed: "random values", rounding });
      assertUniform((await mpc!.output(await mpc!.randomBits(COUNT))).map(Number), 2, "bits");
      for (const below of [2n, 3n, 6n, 7n, 8n, 100n]) {
        const given = await mpc!.output(await mpc!.randomIntegers(COUNT, below));
        assertUniform(given.map(Number), Number(below), `below ${below}`);
      }
      for (const below of [1n << 57n, 1n << 32n, (1n << 32n) - 1n, 3n << 30n, 1000003n]) {
        const given = await mpc!.output(await mpc!.randomIntegers([2, COUNT / 2], below));
        assertUniform(inCells(given, below), CELLS, `below ${below}`);
        const [least] = given.toSorted((a, b) => (a < b ? -1 : 1));
        assert.ok(least! >= 0n);
      }
      for (const scale of [1, 16, 57]) {
        const given = await mpc!.output(await mpc!.randomFixed(COUNT, scale));
        const cells = Math.min(CELLS, 2 ** scale);
        assertUniform(
          given.map((v) => Number((v * BigInt(cells)) >> BigInt(scale))),
          cells,
          `scale ${scale}`,
        );
      }
    });

  it("every order of three comes as often as any", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed: "permutations" });
    const all = await Promise.all(Array.from({ length: 600 }, () => mpc!.randomPermutation(3)));
    const orders = await Promise.all(all.map((x) => mpc!.output(x)));
    const numbers = ["0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"];
    assertUniform(
      orders.map((order) => numbers.indexOf(order.join())),
      6,
      "orders",
    );
  });

  it("among parties, of the lowest bit of dealt material too", async () => {
    const { results } = await runEngines(async (mpc) => {
      const even = await mpc.output(await mpc.randomIntegers(COUNT, 2 ** 57));
      const odd = await mpc.output(await mpc.randomIntegers(COUNT / 10, 5));
      return { even, odd };
    });
    for (const result of results) {
      if (result instanceof Error) throw result;
      assertUniform(inCells(result.even, 1n << 57n), CELLS, "the highest bits");
      assertUniform(
        result.even.map((v) => Number(v % BigInt(CELLS))),
        CELLS,
        "the lowest bits",
      );
      assertUniform(result.odd.map(Number), 5, "below 5");
    }
  });
});

const EACH: Record<string, (mpc: Mpc) => Promise<Secret>> = {
  randomBits: (mpc) => mpc.randomBits(64),
  "randomIntegers below a power of two": (mpc) => mpc.randomIntegers([2, 4], 2 ** 20),
  "randomIntegers below another number": (mpc) => mpc.randomIntegers(8, 1000),
  randomFixed: (mpc) => mpc.randomFixed(8, 16),
  randomPermutation: (mpc) => mpc.randomPermutation(12),
};

describe("random values are those of one call", () => {
  for (const [name, made] of Object.entries(EACH))
    it(`${name}: all parties have the same, and others with another call or other material`, async () => {
      const seen = new Set<string>();
      for (const seed of ["a", "b"]) {
        const { results } = await runEngines(
          async (mpc) => {
            const both = [await made(mpc), await made(mpc)];
            return [await mpc.output(both[0]!), await mpc.output(both[1]!)].map(String);
          },
          { seed, n: 3 },
        );
        for (const result of results) assert.deepEqual(result, results[0]);
        for (const one of results[0] as string[]) seen.add(one);
      }
      assert.equal(seen.size, 4);
    });

  it("and what there are no uniform values of is refused", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    for (const below of [0, -1, 0.5, Number.NaN, 2 ** 32 + 2, 2 ** 58, 2n ** 58n])
      await assert.rejects(mpc!.randomIntegers(1, below), {
        name: "RangeError",
        message: new RegExp(`^randomIntegers: below ${below}, must be`),
      });
    await assert.rejects(mpc!.randomIntegers(1, "6" as unknown as number), {
      name: "TypeError",
      message: "randomIntegers: the bound is a number",
    });
    for (const scale of [0, 58, 1.5])
      await assert.rejects(mpc!.randomFixed(1, scale), {
        name: "RangeError",
        message: `randomFixed: scale ${scale}, must be an integer from 1 to 57`,
      });
    await assert.rejects(mpc!.randomPermutation(-1), {
      name: "RangeError",
      message: /^randomPermutation: no shape/,
    });
  });
});
