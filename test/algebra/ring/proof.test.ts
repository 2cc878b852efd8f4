import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mod } from "../../../algebra/ring/integers.ts";
import { rotate, transform } from "../../../algebra/ring/reference.ts";
import {
  CHOICES,
  congruent,
  DEGREES,
  PRIMES,
  put,
  ringOf,
  Stream,
  same,
  take,
  VARIANTS,
} from "./support.ts";

const INDEX = 3;
const p = PRIMES[INDEX]!;
/** All rotations where there are few, else the ends, the middle, odd and even ones. */
const rotations = (n: number): number[] =>
  n <= 64
    ? Array.from({ length: 2 * n }, (_, j) => j)
    : [0, 1, 2, 7, n / 2, n - 1, n, n + 1, n + 8, 2 * n - 9, 2 * n - 1];

for (const variant of VARIANTS)
  for (const degree of DEGREES)
    describe(`openings, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const k = ring.kernels;
      const n = degree;
      const at = (slot: number): number => ring.scratch(8 * n, slot);
      const signed = (slot: number) =>
        new BigInt64Array(ring.words(at(slot), n).buffer, at(slot), n);
      const shorts = (slot: number) => new Int16Array(ring.bytes(at(slot), 1).buffer, at(slot), n);
      const tiny = (slot: number) => new Int8Array(ring.bytes(at(slot), 1).buffer, at(slot), n);

      for (const [name, choose] of Object.entries(CHOICES)) {
        it(`${name} plaintexts and errors are rotated into a sum`, () => {
          const stream = new Stream(BigInt(n));
          const half = 1n << 59n;
          const x = choose(stream, -half + 1n, half - 1n, n);
          const acc = choose(stream, -15n * half, 15n * half, n);
          const e = choose(stream, -128n, 127n, n);
          const acc16 = choose(stream, -32000n, 32000n, n);
          signed(0).set(x);
          tiny(2).set(e.map(Number));
          for (const j of rotations(n)) {
            signed(1).set(acc);
            k.addRot64(at(1), at(0), n, j);
            const turned = rotate(x, j);
            same(
              signed(1),
              acc.map((y, i) => y + turned[i]!),
            );
            shorts(3).set(acc16.map(Number));
            k.addRot8(at(3), at(2), n, j);
            const small = rotate(e, j);
            same(
              Array.from(shorts(3), BigInt),
              acc16.map((y, i) => y + small[i]!),
            );
          }
        });

        it(`responses to ${name} sums are exact, and told if one is out of range`, () => {
          const stream = new Stream(BigInt(n) + 1n);
          const limit = 1n << 63n;
          const acc = choose(stream, -limit, limit - 1n, n);
          const lo = choose(stream, 0n, (1n << 44n) - 1n, n);
          const most = 1n << 50n;
          const hi = choose(stream, -most, most, n);
          signed(0).set(acc);
          put(ring, at(1), lo);
          put(ring, at(2), hi);
          const z = acc.map((x, j) => x + (hi[j]! << 44n) + lo[j]!);
          const high = z.map((x) => x >> 44n);
          const [top] = [...high].sort((x, y) => (x < y ? 1 : -1));
          const [bottom] = [...high].sort((x, y) => (x < y ? -1 : 1));
          const reach = top! + 1n > -bottom! ? top! + 1n : -bottom!;
          for (const [bound, bad] of [
            [reach, 0],
            [reach - 1n, 1],
          ] as const) {
            assert.equal(k.respondBig(at(3), at(4), at(1), at(2), at(0), n, Number(bound)), bad);
            same(
              take(ring, at(3), n),
              z.map((x) => x & ((1n << 44n) - 1n)),
            );
            same(take(ring, at(4), n), high);
          }
          const y = choose(stream, -most, most, n);
          const sums = choose(stream, -32768n, 32767n, n);
          put(ring, at(5), y);
          shorts(6).set(sums.map(Number));
          k.respondSmall(at(7), at(5), at(6), n, 2 ** 51);
          same(
            take(ring, at(7), n),
            y.map((x, j) => x + sums[j]!),
          );
        });

        it(`${name} ciphertexts times monomials and constants are added`, () => {
          const stream = new Stream(BigInt(n) + 2n);
          const [c0, c1] = [choose(stream, -p, p, n), choose(stream, -p, p, n)];
          const [a0, a1] = [choose(stream, -p, p, n), choose(stream, -p, p, n)];
          put(ring, at(0), c0);
          put(ring, at(1), c1);
          const start = (): void => {
            put(ring, at(2), a0);
            put(ring, at(3), a1);
          };
          const check = (factor: readonly bigint[], both: boolean): void => {
            congruent(
              take(ring, at(2), n),
              a0.map((x, i) => x + c0[i]! * factor[i]!),
              p,
              0.5,
            );
            congruent(
              take(ring, at(3), n),
              both ? a1.map((x, i) => x + c1[i]! * factor[i]!) : a1,
              p,
              both ? 0.5 : 1,
            );
          };
          const { roots } = ring.primes[INDEX]!;
          const one = Array.from({ length: n }, (_, i) => (i === 0 ? 1n : 0n));
          for (const j of name === "uniform" || n <= 64 ? rotations(n) : [n + 1]) {
            const monomial = transform(rotate(one, j), p);
            start();
            k.addMonomial(at(2), at(3), at(0), at(1), roots, ring.reversals, n, j, Number(p));
            check(monomial, true);
            start();
            k.addMonomial(at(2), 0, at(0), 0, roots, ring.reversals, n, j, Number(p));
            check(monomial, false);
          }
          for (const s of [0n, 1n, -1n, 12345678901234n, (p - 1n) / 2n]) {
            start();
            k.addMultiple(at(2), at(3), at(0), at(1), n, Number(s), Number(p));
            check(new Array<bigint>(n).fill(s), true);
            start();
            k.addMultiple(at(2), 0, at(0), 0, n, Number(s), Number(p));
            check(new Array<bigint>(n).fill(s), false);
          }
        });
      }

      it("a number out of range is told wherever it stands, and its bound is the first", () => {
        const zeros = new Array<bigint>(n).fill(0n);
        shorts(1).fill(0);
        for (const place of [0, 1, 2, 3, n - 2, n - 1])
          for (const [x, bad] of [
            [99n, 0],
            [100n, 1],
            [-100n, 0],
            [-101n, 1],
          ] as const) {
            put(ring, at(0), zeros.with(place, x));
            assert.equal(k.respondSmall(at(2), at(0), at(1), n, 100), bad);
            assert.equal(k.someOutside(at(0), n, -100, 100), bad);
          }
      });

      it("a response may be written over its mask, and more sums added to it", () => {
        const stream = new Stream(BigInt(n) + 3n);
        const half = 1n << 59n;
        put(ring, at(0), new Array<bigint>(n).fill(0n));
        put(ring, at(1), new Array<bigint>(n).fill(0n));
        let sum = new Array<bigint>(n).fill(0n);
        for (let turn = 0; turn < 5; turn++) {
          const acc = CHOICES.uniform!(stream, -16n * half, 16n * half - 1n, n);
          signed(2).set(acc);
          sum = sum.map((x, j) => x + acc[j]!);
          k.respondBig(at(0), at(1), at(0), at(1), at(2), n, 2 ** 50);
        }
        const [lo, hi] = [take(ring, at(0), n), take(ring, at(1), n)];
        same(
          lo.map((x, j) => x + (hi[j]! << 44n)),
          sum,
        );
        assert.ok(lo.every((x) => x === mod(x, 1n << 44n)));
      });
    });
