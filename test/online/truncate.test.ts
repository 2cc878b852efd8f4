import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import { bitOf, plusPrime, shiftRight } from "../../algebra/words.ts";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import {
  assertTruncatable,
  TRUNCATION_PRIME as p,
  truncateShares,
} from "../../operations/fixed/truncation.ts";
import { LONG } from "../support/long.ts";
import { alone, kernelAlone } from "./alone.ts";
import { FAMILIES, inputOf, REAL, runEngines } from "./parties.ts";

const WIDTHS = [1, 16, 18, 20, 58];

/** Masks for given r, as their only holder has them. */
function masksOf({ bits }: Field, r: Vector, f: number) {
  const bit = (i: number) => r.map((v) => (v >> BigInt(i)) & 1n);
  const low = Array.from({ length: f }, (_, i) => bit(i));
  return [r, r.map((v) => v >> BigInt(f)), bit(bits - 1), ...low];
}

/** Truncates each x_j under the mask r_j. */
async function truncated(x: readonly bigint[], r: Vector, f: number, field = REAL) {
  const share = alone(field.fromIntegers(x));
  const { kernel, opened } = kernelAlone(field, () => masksOf(field, r, f));
  const truncate = async (exact: boolean) =>
    field.toSigned((await truncateShares(kernel, share, f, exact)).value);
  return { rough: await truncate(false), c: opened[0]!, floor: await truncate(true) };
}

const coins = (label: string) => new Prg(nodeSuite, hash(nodeSuite, "test", label));
/** Uniform on [0, p − 1]. */
const uniform = (label: string, count: number): Vector => coins(label).elements(REAL, count);

/** Masks at every edge: 0, p − 1, around every power of two, around where x' + r wraps. */
function edgeMasks(x: bigint): Vector {
  const powers = Array.from({ length: 60 }, (_, i) => 1n << BigInt(i));
  const wrap = p - (x + (1n << 58n));
  const near = [0n, p - 1n, wrap, ...powers].flatMap((v) => [v - 2n, v - 1n, v, v + 1n]);
  return BigUint64Array.from(near.filter((r) => r >= 0n && r < p));
}

describe("truncation", () => {
  const extremes = [MAX_INTEGER, -MAX_INTEGER, MAX_INTEGER - 1n, 1n - MAX_INTEGER, 0n, 1n, -1n];

  for (const f of WIDTHS) {
    const step = 1n << BigInt(f);
    const values = [...extremes, step, -step, step - 1n, 1n - step, step / 2n, -step / 2n].filter(
      (x) => x <= MAX_INTEGER && x >= -MAX_INTEGER,
    );

    it(`by ${f} bits is the floor exactly, and else the floor or one more, under every edge mask`, async () => {
      for (const x of values) {
        const r = edgeMasks(x);
        const { rough, floor } = await truncated(Array<bigint>(r.length).fill(x), r, f);
        for (let j = 0; j < r.length; j++) {
          assert.equal(floor[j], x >> BigInt(f), `x = ${x}, r = ${r[j]}`);
          const error = rough[j]! - (x >> BigInt(f));
          assert.ok(error === 0n || error === 1n, `x = ${x}, r = ${r[j]}: ${error}`);
        }
      }
    });

    it(`by ${f} bits is on average exact`, async () => {
      const count = 4000;
      for (const numerator of [0n, 1n, 3n, 4n]) {
        const x = -5n * step + (numerator * step) / 4n;
        if (x < -MAX_INTEGER || x > MAX_INTEGER) continue;
        const r = uniform(`mean ${f} ${numerator}`, count);
        const { rough } = await truncated(Array<bigint>(count).fill(x), r, f);
        const fraction = Number(x - ((x >> BigInt(f)) << BigInt(f))) / 2 ** f;
        const ups = rough.filter((v) => v !== x >> BigInt(f)).length;
        const spread = 5 * Math.sqrt(count * fraction * (1 - fraction));
        assert.ok(Math.abs(ups - count * fraction) <= spread, `${ups} of ${count} at ${fraction}`);
      }
    });
  }

  it("is right of every x under every mask, p − 1 included: all of F_1009 = F_(2^10 − 2^4 + 1)", async () => {
    const most = 2 ** 8 - 2 ** 4;
    const pairs = Array.from({ length: (2 * most + 1) * 1009 }, (_, j) => j);
    const x = pairs.map((j) => BigInt((j % (2 * most + 1)) - most));
    const r = BigUint64Array.from(pairs, (j) => BigInt(Math.floor(j / (2 * most + 1))));
    for (const f of LONG ? [1, 4, 5, 8] : [4]) {
      const { rough, floor } = await truncated(x, r, f, referenceField(1009n));
      for (const j of pairs) {
        const expected = x[j]! >> BigInt(f);
        if (floor[j] !== expected) assert.fail(`floor of x = ${x[j]}, r = ${r[j]}, f = ${f}`);
        if (rough[j] !== expected && rough[j] !== expected + 1n)
          assert.fail(`x = ${x[j]}, r = ${r[j]}, f = ${f}`);
      }
    }
  });

  it("of 0 a thousand times is exactly 0, on both engines", async () => {
    for (const family of FAMILIES)
      for (const f of [1, 18, 20]) {
        const { results } = await runEngines(
          async (mpc) => {
            const zeros = mpc.constant(Array<number>(1000).fill(0), 1000);
            return mpc.output(await mpc.truncateExact(zeros, f));
          },
          { family, seed: `zeros ${f}` },
        );
        for (const result of results) assert.deepEqual(result, Array<bigint>(1000).fill(0n));
      }
  });

  it("of the extremes is right on both engines", async () => {
    for (const family of FAMILIES)
      for (const f of WIDTHS) {
        const { results } = await runEngines(
          async (mpc) => {
            const x = await inputOf(mpc, 0, extremes);
            const cut = await Promise.all([mpc.truncateExact(x, f), mpc.truncate(x, f)]);
            return Promise.all(cut.map((y) => mpc.output(y)));
          },
          { family, n: 3 },
        );
        const [floor, rough] = results[0] as bigint[][];
        assert.deepEqual(
          floor,
          extremes.map((x) => x >> BigInt(f)),
        );
        const errors = rough!.map((v, j) => v - floor![j]!);
        assert.ok(errors.every((error) => error === 0n || error === 1n));
      }
  });

  it("with (p >> f) for the difference would be off by two where the real one is not", async () => {
    for (const f of [20, 58]) {
      const x = 5n;
      const r = uniform(`mutant ${f}`, 4000);
      const { c, rough } = await truncated(Array<bigint>(r.length).fill(x), r, f);
      const mutant = Array.from(c, (v, j) => {
        const wrapped = (r[j]! >> 59n) * (1n - (v >> 59n));
        const low = v >> BigInt(f);
        return low + wrapped * (p >> BigInt(f)) - (r[j]! >> BigInt(f)) - (1n << BigInt(58 - f));
      });
      const wrong = (values: readonly bigint[]) =>
        values.filter((v) => v < x >> BigInt(f) || v > (x >> BigInt(f)) + 1n).length;
      assert.equal(wrong(rough), 0);
      assert.ok(wrong(mutant) > 0, `f = ${f}`);
    }
  });

  it("with the bare borrow would be one too small on a quarter of the multiples of 2^f", async () => {
    const f = 16;
    const count = 4000;
    const r = uniform("bare", count);
    const { c, rough } = await truncated(Array<bigint>(count).fill(0n), r, f);
    const low = (1n << BigInt(f)) - 1n;
    const bare = rough.map((v, j) => v - ((c[j]! & low) < (r[j]! & low) ? 1n : 0n));
    const small = bare.filter((v) => v === -1n).length;
    assert.ok(Math.abs(small - count / 4) < 5 * Math.sqrt((count * 3) / 16), `${small}`);
  });

  it("is refused in another field, and for other widths", () => {
    for (const f of [0, 59, 1.5, -1, Number.NaN])
      assert.throws(() => assertTruncatable(REAL, "truncate", f), /integer from 1 to 58/);
    assert.throws(
      () => assertTruncatable(referenceField(101n), "truncate", 4),
      /works in p = 2\^60 − 2\^18 \+ 1 only/,
    );
  });
});

describe("words of opened values", () => {
  const samples = BigUint64Array.of(
    0n,
    1n,
    p - 1n,
    p - 2n,
    2n ** 32n,
    2n ** 32n - 1n,
    2n ** 59n,
    12345678901234567n,
  );

  it("shift, add p and take bits as integers do", () => {
    for (let f = 0; f < 64; f++)
      assert.deepEqual(
        shiftRight(samples, f),
        samples.map((v) => v >> BigInt(f)),
      );
    for (const q of [p, 11n, 2n ** 32n - 5n, 2n ** 61n - 1n])
      assert.deepEqual(
        plusPrime(samples, q),
        samples.map((v) => v + q),
      );
    for (let i = 0; i < 64; i++)
      assert.deepEqual(
        bitOf(samples, i),
        samples.map((v) => (v >> BigInt(i)) & 1n),
      );
  });

  it("read vectors that begin inside a buffer", () => {
    const inside = BigUint64Array.of(9n, 5n, 6n).subarray(1);
    assert.deepEqual(shiftRight(inside, 1), BigUint64Array.of(2n, 3n));
  });
});
