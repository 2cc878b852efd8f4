import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import type { LocalCall, Operation, Plain } from "../../online/operation.ts";
import { decompose, decomposeCost } from "../../operations/bits/decompose.ts";
import { prefixes, prefixLevels } from "../../operations/bits/prefix.ts";
import { bitVector, EDGES, M } from "../../operations/examples.ts";
import { planProgram } from "../../operations/plan.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import { alone, comparisonMasks, kernelAlone } from "../online/alone.ts";
import { REAL } from "../online/parties.ts";
import { CLEAR, EVERYWHERE } from "./everywhere.ts";
import { prepared } from "./examples.ts";

/** 2^10 − 2^4 + 1: as 2^60 − 2^18 + 1, in little. Its M is 2^8 − 2^4. */
const TINY = referenceField(1009n);
const TINY_M = 240n;

/** Every x under its own r: x' = x + 2^(bits − 2), put together from its bits. */
async function composed(
  field: Field,
  x: readonly bigint[],
  r: readonly bigint[],
  from: number,
  to: number,
) {
  const { kernel } = kernelAlone(field, () => comparisonMasks(field, BigUint64Array.from(r)));
  const found = await decompose(kernel, alone(field.fromIntegers(x)), from, to);
  for (const { value } of found) assert.ok(value.every((v) => v === 0n || v === 1n));
  return x.map((_, j) => found.reduce((sum, { value }, i) => sum + (value[j]! << BigInt(i)), 0n));
}

describe("bits under a mask", () => {
  it("are right in F_1009 for all |x| ≤ M and all r, p − 1 among them", async () => {
    const all = Array.from({ length: Number(2n * TINY_M + 1n) }, (_, j) => BigInt(j) - TINY_M);
    const masks = Array.from({ length: 1009 }, (_, r) => BigInt(r));
    const x = all.flatMap((v) => masks.map(() => v));
    const r = all.flatMap(() => masks);
    assert.deepEqual(
      await composed(TINY, x, r, 0, 9),
      x.map((v) => v + 256n),
    );
  });

  it("are wrong in F_1009 for some r where |x| is larger", async () => {
    const masks = Array.from({ length: 1009 }, (_, r) => BigInt(r));
    for (const beyond of [256n, -257n]) {
      const found = await composed(
        TINY,
        masks.map(() => beyond),
        masks,
        0,
        9,
      );
      assert.ok(found.some((v) => v !== (beyond + 256n) % 512n));
    }
  });

  it("are right at the edges of the large field, in every window of them", async () => {
    const { p } = REAL;
    const powers = Array.from({ length: 60 }, (_, i) => 1n << BigInt(i));
    for (const x of [0n, 1n, -1n, M, -M, M - 1n, 1n - M, 12345n]) {
      const wrap = p - (x + (1n << 58n));
      const near = [0n, p - 1n, wrap, ...powers].flatMap((v) => [v - 2n, v - 1n, v, v + 1n]);
      const r = near.filter((v) => v >= 0n && v < p);
      for (const [from, to] of [
        [0, 59],
        [0, 1],
        [16, 22],
        [58, 59],
        [3, 58],
      ] as const) {
        const bits = ((x + (1n << 58n)) >> BigInt(from)) & ((1n << BigInt(to - from)) - 1n);
        const found = await composed(
          REAL,
          r.map(() => x),
          r,
          from,
          to,
        );
        assert.deepEqual(
          found,
          r.map(() => bits),
          `x = ${x}, bits [${from}, ${to})`,
        );
      }
    }
  });

  it("cost fewer rounds and triples where fewer are wanted", () => {
    const [all, low, top] = [
      [0, 59],
      [0, 8],
      [58, 59],
    ].map(([from, to]) => decomposeCost(from!, to!, 1));
    assert.deepEqual([all!.rounds, low!.rounds, top!.rounds], [8, 5, 8]);
    assert.ok(low!.opened < all!.opened / 4 && top!.opened < all!.opened);
  });
});

describe("a number of bits", () => {
  it("is the number that they were taken of, over all of its range", async () => {
    const edges = [...EDGES, M - 1n, 1n - M];
    for (const { name, run } of EVERYWHERE) {
      const results = await run(2, async (mpc) => {
        const x = await mpc.input(0, edges.length, mpc.self === 0 ? edges : null);
        const again = mpc.fromBits(await mpc.bits(x), { signed: true });
        assert.deepEqual(again.range, [-Number(M), Number(M)]);
        return mpc.output(again);
      });
      for (const result of results) assert.deepEqual(result, edges, name);
    }
  });

  it("may be anything in its range, and that is within ±M", () => {
    const fromBits = OPERATIONS.fromBits as unknown as Operation;
    const least = (count: number) => [...Array<number>(count - 1).fill(0), 1];
    const greatest = (count: number) => [...Array<number>(count - 1).fill(1), 0];
    for (const [list, options] of [
      [least(58), { signed: true }],
      [greatest(58), { signed: true }],
      [Array<number>(57).fill(1), {}],
    ] as const) {
      const b = bitVector(list);
      const { gives } = prepared(fromBits, [b, options]) as LocalCall;
      const [value] = (OPERATIONS.fromBits.plain(b, options) as Plain).values;
      const [low, high] = gives.range!;
      assert.ok(low <= value! && value! <= high, `${value} in ${low} to ${high}`);
      assert.ok(-low <= Number(M) && high <= Number(M));
    }
  });

  it("that could leave ±M is refused, though they were once those of a number", async () => {
    const says = (count: number, most: number) => ({
      name: "RangeError",
      message: `fromBits: ${count} bits can leave ±(2^58 − 2^18), at most ${most}; 59 only as bits gives them, with a sign`,
    });
    const [result] = await CLEAR.run(1, async (mpc) => {
      const ones = (count: number) =>
        mpc.constant(Array<number>(count).fill(1), count, { type: "bit" });
      assert.throws(() => mpc.fromBits(ones(58)), says(58, 57));
      assert.throws(() => mpc.fromBits(ones(59)), says(59, 57));
      assert.throws(() => mpc.fromBits(ones(59), { signed: true }), says(59, 58));
      const all = await mpc.bits(mpc.constant([M], 1));
      assert.throws(() => mpc.fromBits(all), says(59, 57));
      for (const changed of [mpc.not(all), mpc.reshape(all, [59]), await mpc.xor(all, all)])
        assert.throws(() => mpc.fromBits(changed, { signed: true }), says(59, 58));
      const few = await mpc.bits(mpc.constant([M], 1), 58);
      return mpc.output(mpc.fromBits(few, { signed: true }));
    });
    assert.deepEqual(result, [-(2n ** 18n)]);
  });

  it("is no reason to refuse a program, if it is one that bits were taken of", async () => {
    const plan = await planProgram(
      async (mpc) => {
        const x = await mpc.input(0, [], mpc.self === 0 ? [1] : null, { range: [0, Number(M)] });
        await mpc.output(mpc.fromBits(await mpc.bits(x), { signed: true }));
      },
      null,
      { n: 2, self: 1, turn: setImmediate },
    );
    assert.equal(plan.unchecked, 0);
  });
});

describe("prefixes", () => {
  it("of any length and any choice are what lies below each, in order", async () => {
    for (let n = 1; n <= 66; n++)
      for (const wanted of [Array.from({ length: n }, (_, i) => i), [n - 1], [n >> 1, n - 1]]) {
        const leaves = Array.from({ length: n }, (_, i) => [i]);
        const found = await prefixes(leaves, wanted, async (pairs) =>
          pairs.map(([upper, lower]) => {
            assert.equal(upper[0], lower.at(-1)! + 1);
            return [...lower, ...upper];
          }),
        );
        assert.deepEqual(
          found,
          wanted.map((high) => Array.from({ length: high + 1 }, (_, i) => i)),
        );
      }
  });

  it("of 59 take 7 levels and 125 merges, each once", () => {
    const levels = prefixLevels(Array.from({ length: 59 }, (_, i) => i));
    assert.deepEqual([levels.length, levels.flat().length], [7, 125]);
  });
});
