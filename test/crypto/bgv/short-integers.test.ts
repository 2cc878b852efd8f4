import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import type { Ring } from "../../../algebra/ring/ring.ts";
import { type ChallengeRow, NO_TERM } from "../../../crypto/bgv/challenge.ts";
import { ciphertextPrimes } from "../../../crypto/bgv/primes.ts";
import {
  answerBig,
  answerSmall,
  type BigRange,
  bigBytes,
  drawBig,
  drawSmall,
  plainRange,
  putBig,
  putSmall,
  type SmallRange,
  smallBytes,
  takeBig,
  takeSmall,
  withRows,
} from "../../../crypto/bgv/short-integers.ts";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { chiSquare, chiSquareBound } from "../../support/chi-square.ts";

const coins = (...seed: (string | number)[]) =>
  new Prg(nodeSuite, hash(nodeSuite, "test/short/v1", ...seed));
const ring = createRing({ degree: 8, primes: ciphertextPrimes(3) });
const LOW = 2 ** 44;
const P60 = (1n << 60n) - (1n << 18n) + 1n;

/** Writes x into one row and hands its place to `use`. */
const withSmall = <T>(on: Ring, x: readonly number[], use: (at: number) => T): T =>
  withRows(on, 1, ([at]) => {
    on.doubles(at!, on.degree).set(x);
    return use(at!);
  });

describe("small integers on the wire", () => {
  for (const bits of [4, 7, 8, 29, 31, 34, 40, 47])
    it(`come back as they went, and are judged one by one: ${bits} bits`, () => {
      const range: SmallRange = { bits, bound: 3 };
      const width = 2 ** bits;
      const encode = (x: readonly number[]): Uint8Array => {
        const out = new Uint8Array(smallBytes(ring, range));
        assert.equal(
          withSmall(ring, x, (at) => putSmall(ring, at, range, out, 0)),
          out.length,
        );
        return out;
      };
      const judge = (x: readonly number[]): boolean =>
        withRows(ring, 1, ([at]) => {
          const fits = takeSmall(ring, at!, range, encode(x), 0);
          assert.deepEqual([...ring.doubles(at!, 8)], [...x]);
          return fits;
        });
      const inside = [0, 1, -1, width - 4, 3 - width, 5, -7, 2];
      assert.equal(judge(inside), true);
      for (let at = 0; at < 8; at++) {
        const replaced = (x: number) => inside.map((v, j) => (j === at ? x : v));
        for (const x of [width - 4, 3 - width]) assert.equal(judge(replaced(x)), true, `${x}`);
        for (const x of [width - 3, 2 - width, width - 1, -width])
          assert.equal(judge(replaced(x)), false, `${x} at ${at}`);
        // Beyond the width of any mask, where the bytes can say so.
        if ((bits + 1) % 8 !== 0)
          for (const x of [width, -width - 1])
            assert.throws(() => judge(replaced(x)), /^RangeError: an integer of an answer/);
      }
    });
});

describe("big integers on the wire", () => {
  for (const count of [8, 1])
    it(`come back as they went, and are judged one by one: ${count} of 8`, () => {
      const range = plainRange(88, 3, count);
      const width = 2 ** 44;
      const bound = 3 * 2 ** 15;
      const encode = (hi: readonly number[], lo: readonly number[]): Uint8Array => {
        const out = new Uint8Array(bigBytes(range));
        withRows(ring, 2, ([h, l]) => {
          ring.doubles(h!, 8).set(hi);
          ring.doubles(l!, 8).set(lo);
          assert.equal(putBig(ring, { hi: h!, lo: l! }, range, out, 0), out.length);
        });
        return out;
      };
      const judge = (hi: readonly number[], lo: readonly number[]): boolean =>
        withRows(ring, 2, ([h, l]) => {
          const fits = takeBig(ring, { hi: h!, lo: l! }, range, encode(hi, lo), 0);
          const kept = (x: readonly number[]) => x.map((v, j) => (j < count ? v : 0));
          assert.deepEqual([...ring.doubles(h!, 8)], kept(hi));
          assert.deepEqual([...ring.doubles(l!, 8)], kept(lo));
          return fits;
        });
      const lo = [0, LOW - 1, 1, 2, 3, 4, 5, 6];
      const hi = [width - bound - 1, bound - width, 0, -1, 1, 7, -8, 9];
      assert.equal(judge(hi, lo), true);
      for (let at = 0; at < count; at++) {
        const put = (x: number, into: readonly number[]) => into.map((v, j) => (j === at ? x : v));
        for (const x of [width - bound, bound - width - 1, width - 1, -width])
          assert.equal(judge(put(x, hi), lo), false, `${x} at ${at}`);
        for (const x of [width, -width - 1])
          assert.throws(() => judge(put(x, hi), lo), /^RangeError: an integer of an answer/);
        for (const x of [LOW, -1])
          assert.throws(() => judge(hi, put(x, lo)), /^RangeError: an integer of an answer/);
      }
    });

  it("are refused where the wire has no room for them", () => {
    assert.equal(plainRange(91, 18, 8).bits, 91);
    assert.throws(() => plainRange(92, 18, 8), /^RangeError: masks of 92 bits/);
  });
});

describe("an answer shows nothing of what it answers for", () => {
  const n = 8;
  const RUNS = 20_000;
  /** Histograms of the accepted answers' coefficient 3, and how many were accepted. */
  function distribution(x: number, row: ChallengeRow) {
    const range: SmallRange = { bits: 5, bound: 2 };
    const counts = new Uint32Array(60);
    let accepted = 0;
    const xs = [new Int8Array(n).fill(x), new Int8Array(n).fill(x)];
    const stream = coins("small", String(x));
    withRows(ring, 1, ([at]) => {
      for (let k = 0; k < RUNS; k++) {
        drawSmall(ring, at!, range, stream);
        if (!answerSmall(ring, at!, range, row, xs)) continue;
        accepted++;
        counts[ring.doubles(at!, n)[3]! + 30]!++;
      }
    });
    return { counts, accepted };
  }
  for (const [what, x, row] of [
    ["zeros", 0, Int32Array.of(0, 5)],
    ["ones", 1, Int32Array.of(0, 1)],
    ["minus ones, turned over", -1, Int32Array.of(3, 14)],
    ["ones under 0", 1, Int32Array.of(NO_TERM, NO_TERM)],
  ] as const)
    it(`${what}: accepted as often, and uniform over its range`, () => {
      const { counts, accepted } = distribution(x, row);
      const exact = (1 - 2 / 32) ** n;
      const margin = 5 * Math.sqrt((exact * (1 - exact)) / RUNS);
      assert.ok(Math.abs(accepted / RUNS - exact) < margin, `${accepted} of ${RUNS}`);
      assert.ok(chiSquare(counts, accepted / 60) < chiSquareBound(59));
    });

  it("a big one neither, at either end of its range", () => {
    // hi in [−2^5, 2^5), of which 2^3 are kept back at each end: room for |x| ≤ 2^47.
    const range: BigRange = { bits: 49, bound: 8, count: n };
    for (const x of [0n, 1n << 46n, P60 - (1n << 46n), (1n << 47n) - 1n]) {
      const counts = new Uint32Array(48);
      const stream = coins("big", String(x));
      const xs = [new BigUint64Array(n).fill(x)];
      let accepted = 0;
      withRows(ring, 2, ([hi, lo]) => {
        const at = { hi: hi!, lo: lo! };
        for (let k = 0; k < RUNS; k++) {
          drawBig(ring, at, range, stream);
          if (!answerBig(ring, at, range, Int32Array.of(0), xs)) continue;
          accepted++;
          counts[ring.doubles(hi!, n)[3]! + 24]!++;
        }
      });
      const exact = (48 / 64) ** n;
      const margin = 5 * Math.sqrt((exact * (1 - exact)) / RUNS);
      assert.ok(Math.abs(accepted / RUNS - exact) < margin, `${accepted} of ${RUNS}`);
      assert.ok(chiSquare(counts, accepted / 48) < chiSquareBound(47), String(x));
    }
  });
});

describe("masks", () => {
  it("reach both ends of [−2^bits, 2^bits) and nothing beyond", () => {
    const range: SmallRange = { bits: 3, bound: 1 };
    const seen = new Set<number>();
    withRows(ring, 1, ([at]) => {
      for (let k = 0; k < 100; k++) {
        drawSmall(ring, at!, range, coins("ends", k));
        for (const x of ring.doubles(at!, 8)) seen.add(x);
      }
    });
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      Array.from({ length: 16 }, (_, i) => i - 8),
    );
  });

  it("of a constant have one coefficient that is not 0", () => {
    const range = plainRange(88, 1, 1);
    withRows(ring, 2, ([hi, lo]) => {
      drawBig(ring, { hi: hi!, lo: lo! }, range, coins("constant"));
      for (const at of [hi!, lo!]) {
        const [first, ...rest] = ring.doubles(at, 8);
        assert.notEqual(first, 0);
        assert.ok(rest.every((x) => x === 0));
      }
    });
  });
});
