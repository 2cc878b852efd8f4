import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { centred, mod, PLAIN_MODULUS as T } from "../../../algebra/ring/integers.ts";
import { fromResidues, inverseTransform, switchDown } from "../../../algebra/ring/reference.ts";
import type { Ring, RnsPoly } from "../../../algebra/ring/ring.ts";
import {
  beforeSwitch,
  createSwitch,
  KEPT,
  type ModulusSwitch,
  NOISE_BYTES,
  switchFlooded,
  switchRounded,
  toPlain,
} from "../../../algebra/ring/switching.ts";
import { LONG } from "../../support/long.ts";
import {
  CHOICES,
  type Choice,
  DEGREES,
  PRIMES,
  put,
  putWords,
  ringOf,
  Stream,
  same,
  take,
  VARIANTS,
} from "./support.ts";

/** Coefficients that are compared with bigints. */
const MOST = 500;

/**
 * x with chosen rows of up to 1.15p, as beforeSwitch leaves them, and the numbers X mod ∏ q_i that they stand for.
 */
function operand(ring: Ring, s: ModulusSwitch, choose: Choice): { x: RnsPoly; numbers: bigint[] } {
  const x = ring.allocate(s.level);
  const primes = PRIMES.slice(0, s.level);
  const rows = primes.map((q, i) => {
    const most = (115n * q) / 100n;
    const row = choose(new Stream(BigInt(i)), -most, most, ring.degree);
    put(ring, ring.row(x, i), row);
    // Undo the scale: Q for a kept prime, t·Q/q_i for a dropped one.
    const scale = i < KEPT ? s.dropped : T * (s.dropped / q);
    return row.map((y) => mod(y * scale, q));
  });
  const numbers = rows[0]!.slice(0, MOST).map((_, j) =>
    fromResidues(
      rows.map((row) => row[j]!),
      primes,
    ),
  );
  return { x, numbers };
}

/**
 * The largest integer F < t·Q·E that is ≡ −Q·e mod t: uniform on an interval of length t·Q·2^k if E is uniform on
 * one of 2^k and e mod t. E is in units of 2^-56.
 */
function flood(s: ModulusSwitch, E: bigint, e: bigint): bigint {
  const below = (T * s.dropped * E) >> 56n;
  return below - mod(below + s.dropped * e, T);
}

/** Bytes as a number, little-endian. */
const number = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((x: bigint, byte) => (x << 8n) | BigInt(byte), 0n);

// That the exact variant gives what the fused one gives at this size is variants.test.ts's.
const isShort = (variant: string, degree: number) => variant === "fused" || degree < 16384;

for (const variant of VARIANTS)
  for (const degree of DEGREES.filter((each) => LONG || isShort(variant, each)))
    describe(`switches, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const n = degree;
      const out = ring.allocate(KEPT);
      const [mask, noise, small] = [0, 1, 2].map((slot) => ring.scratch(16 * n, slot)) as [
        number,
        number,
        number,
      ];
      const residues = (index: number): bigint[] =>
        take(ring, ring.row(out, index), n).slice(0, MOST);

      for (const level of [3, 6]) {
        const s = createSwitch(ring, level);

        for (const [name, choose] of Object.entries(CHOICES)) {
          it(`flooding from level ${level} is the exact switch of X + F, ${name} numbers`, () => {
            const { x, numbers } = operand(ring, s, choose);
            const stream = new Stream(3n);
            const masks = choose(stream, 0n, T - 1n, n);
            const bytes = choose(stream, 0n, 255n, NOISE_BYTES * n).map(Number);
            for (const kBits of [1, 38, 40]) {
              putWords(ring, mask, masks);
              ring.bytes(noise, NOISE_BYTES * n).set(bytes);
              switchFlooded(ring, s, out, x, mask, noise, kBits);
              const switched = numbers.map((X, j) => {
                const own = Uint8Array.from(bytes.slice(NOISE_BYTES * j, NOISE_BYTES * (j + 1)));
                const whole = BigInt.asUintN(kBits, number(own.subarray(0, 5)));
                const E = ((whole - (1n << BigInt(kBits - 1))) << 56n) + number(own.subarray(5));
                const D = X + flood(s, E, masks[j]!);
                return switchDown(D, T, s.dropped, "floor");
              });
              for (let r = 0; r < KEPT; r++)
                same(
                  residues(r),
                  switched.map((D) => mod(D, PRIMES[r]!)),
                );
            }
            ring.free(x);
          });

          it(`rounding from level ${level} is the exact switch of X + t·e, ${name} numbers`, () => {
            const { x, numbers } = operand(ring, s, choose);
            const errors = choose(new Stream(4n), -21n, 21n, n);
            put(ring, small, errors);
            switchRounded(ring, s, out, x, small);
            const switched = numbers.map((X, j) =>
              switchDown(X + T * errors[j]!, T, s.dropped, "centred"),
            );
            for (let r = 0; r < KEPT; r++)
              same(
                residues(r),
                switched.map((D) => mod(D, PRIMES[r]!)),
              );
            ring.free(x);
          });
        }

        it(`rounding from level ${level} tells nothing of how its operand was assembled, ties included`, () => {
          const [x, other] = [ring.allocate(level), ring.allocate(level)];
          ring.bytes(small, 8 * n).fill(0);
          const stream = new Stream(11n);
          const dropped = PRIMES.slice(KEPT, level);
          const rows = dropped.map((q) => CHOICES.uniform!(stream, 0n, q - 1n, n));
          // The last row is such that Σ y_i/q_i lies beside a half-integer.
          const last = rows.pop()!;
          const q = dropped.pop()!;
          const product = dropped.reduce((x, y) => x * y, 1n);
          rows.push(
            last.map((y, j) => {
              const sum = dropped.reduce((x, p, i) => x + rows[i]![j]! * (product / p), 0n);
              return (mod(product - 2n * sum, 2n * product) * q) / (2n * product) + (y % 2n);
            }),
          );
          dropped.push(q);
          PRIMES.slice(0, level).forEach((p, i) => {
            const row = i < KEPT ? CHOICES.uniform!(stream, 0n, p - 1n, n) : rows[i - KEPT]!;
            put(ring, ring.row(x, i), row);
            const turned = row.map((y, j) => (i >= KEPT && (i + j) % 2 === 0 ? y - p : y));
            put(ring, ring.row(other, i), turned);
          });
          const both = [x, other].map((operandOf) => {
            switchRounded(ring, s, out, operandOf, small);
            return [0, 1].map((r) => ring.residues(out, r).slice());
          });
          assert.deepEqual(both[0], both[1]);
          ring.free(x);
          ring.free(other);
        });

        it(`flooding and rounding from level ${level} may write over their operand`, () => {
          const { x } = operand(ring, s, CHOICES.uniform!);
          const top: RnsPoly = { at: x.at, level: KEPT };
          const kept = ring.allocate(level);
          const copy = (to: RnsPoly, from: RnsPoly): void =>
            ring.bytes(to.at, 8 * n * level).set(ring.bytes(from.at, 8 * n * level));
          copy(kept, x);
          switchFlooded(ring, s, out, x, mask, noise, 38);
          switchFlooded(ring, s, top, x, mask, noise, 38);
          assert.deepEqual(ring.residues(top, 0), ring.residues(out, 0));
          assert.deepEqual(ring.residues(top, 1), ring.residues(out, 1));
          copy(x, kept);
          switchRounded(ring, s, out, x, small);
          switchRounded(ring, s, top, x, small);
          assert.deepEqual(ring.residues(top, 0), ring.residues(out, 0));
          assert.deepEqual(ring.residues(top, 1), ring.residues(out, 1));
          ring.free(kept);
          ring.free(x);
        });

        it(`flooding from level ${level} finds the floor 2^-57 beside an integer`, () => {
          const { x, numbers } = operand(ring, s, CHOICES.uniform!);
          const stream = new Stream(12n);
          const dropped = PRIMES.slice(KEPT, level);
          // Σ y_i/q_i + e/t and then its complement to an integer, up to units of 2^-56: the fraction of E.
          const masks = Array.from({ length: n }, () => stream.below(T));
          const fractions = masks.map((e, j) => {
            const Q = s.dropped;
            const ys = dropped.map((_, i) => BigInt(ring.residues(x, i + KEPT)[j]!));
            const sum = ys.reduce((acc, y, i) => acc + y * (Q / dropped[i]!) * T, e * Q);
            return mod(-((sum << 56n) / (Q * T) + BigInt((j % 3) - 1)), 1n << 56n);
          });
          putWords(ring, mask, masks);
          fractions.forEach((f, j) => {
            const own = ring.bytes(noise + NOISE_BYTES * j, NOISE_BYTES).fill(1);
            for (let b = 0; b < 7; b++) own[5 + b] = Number((f >> BigInt(8 * b)) & 255n);
          });
          switchFlooded(ring, s, out, x, mask, noise, 38);
          const whole = BigInt.asUintN(38, 0x0101010101n) - (1n << 37n);
          const switched = numbers.map((X, j) => {
            const D = X + flood(s, (whole << 56n) + fractions[j]!, masks[j]!);
            return switchDown(D, T, s.dropped, "floor");
          });
          for (let r = 0; r < KEPT; r++)
            same(
              residues(r),
              switched.map((D) => mod(D, PRIMES[r]!)),
            );
          ring.free(x);
        });

        it(`before a switch from level ${level}, values become scaled coefficients`, () => {
          const x = ring.allocate(level);
          const stream = new Stream(6n);
          const values = PRIMES.slice(0, level).map((q) =>
            CHOICES.uniform!(stream, -(3n * q) / 2n, (3n * q) / 2n, n),
          );
          values.forEach((v, i) => void put(ring, ring.row(x, i), v));
          beforeSwitch(ring, s, x);
          values.forEach((v, i) => {
            const q = PRIMES[i]!;
            const scale = i < KEPT ? s.dropped : T * (s.dropped / q);
            same(
              take(ring, ring.row(x, i), n).map((y) => mod(y * scale, q)),
              inverseTransform(v, q),
            );
          });
          ring.free(x);
        });
      }

      for (const [name, choose] of Object.entries(CHOICES))
        it(`back to F_t, ${name} numbers`, () => {
          const s = createSwitch(ring, 6);
          const kept = PRIMES.slice(0, KEPT);
          const q = kept[0]! * kept[1]!;
          const [w, d] = [ring.allocate(KEPT), ring.allocate(KEPT)];
          const rows = kept.map((q, i) => {
            const stream = new Stream(BigInt(i));
            const most = (115n * q) / 100n;
            const [x, y] = [choose(stream, -most, most, n), choose(stream, -q, q, n)];
            put(ring, ring.row(w, i), x);
            put(ring, ring.row(d, i), y);
            return x.map((z, j) => mod(z + y[j]!, q));
          });
          const expected = rows[0]!.map((x, j) => {
            const z = centred(fromResidues([x, rows[1]![j]!], kept), q);
            return z * s.dropped;
          });
          toPlain(ring, s, mask, w, d, 0);
          same(
            ring.words(mask, n),
            expected.map((x) => mod(x, T)),
          );
          const added = choose(new Stream(8n), 0n, T - 1n, n);
          putWords(ring, small, added);
          toPlain(ring, s, small, w, d, small);
          same(
            ring.words(small, n),
            expected.map((x, j) => mod(x + added[j]!, T)),
          );
          ring.free(w);
          ring.free(d);
        });
    });

describe("switches", () => {
  const ring = ringOf(8, "fused");
  const s = createSwitch(ring, 5);

  it("drop at least one prime and at most those that there are", () => {
    for (const level of [0, 1, 2, 7]) assert.throws(() => createSwitch(ring, level), RangeError);
  });

  it("refuse other levels and noise that is too wide", () => {
    const [five, two] = [ring.allocate(5), ring.allocate(2)];
    assert.throws(() => switchFlooded(ring, s, two, two, 0, 0, 38), RangeError);
    assert.throws(() => switchFlooded(ring, s, five, five, 0, 0, 38), RangeError);
    assert.throws(() => switchFlooded(ring, s, two, five, 0, 0, 41), RangeError);
    assert.throws(() => switchFlooded(ring, s, two, five, 0, 0, 0), RangeError);
    assert.throws(() => switchRounded(ring, s, two, two, 0), RangeError);
    assert.throws(() => switchRounded(ring, s, five, five, 0), RangeError);
    assert.throws(() => beforeSwitch(ring, s, two), RangeError);
    assert.throws(() => toPlain(ring, s, 0, five, two, 0), RangeError);
    assert.throws(() => toPlain(ring, s, 0, two, five, 0), RangeError);
  });
});
