import { describe, it } from "node:test";
import { centred, mod, PLAIN_MODULUS as T } from "../../../algebra/ring/integers.ts";
import {
  CHOICES,
  congruent,
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

const p = PRIMES[5]!;
const number = Number(p);

for (const variant of VARIANTS)
  for (const degree of DEGREES)
    describe(`pointwise kernels, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const k = ring.kernels;
      const n = degree;
      const at = (slot: number): number => ring.scratch(8 * n, slot);

      for (const [name, choose] of Object.entries(CHOICES)) {
        const stream = new Stream(BigInt(degree));
        /** Numbers of −times·p … times·p, also in the scratch of a slot. */
        const operand = (slot: number, times: bigint): bigint[] => {
          const values = choose(stream, -times * p, times * p, n);
          put(ring, at(slot), values);
          return values;
        };

        it(`products of ${name} operands`, () => {
          const [a, b, c] = [operand(0, 1n), operand(1, 1n), operand(2, 1n)];
          const [d, e, f] = [operand(3, 1n), operand(4, 1n), operand(5, 1n)];
          k.mulPoint(at(6), at(0), at(1), n, number);
          const product = a.map((x, j) => x * b[j]!);
          congruent(take(ring, at(6), n), product, p, 0.76);
          k.mulAddPair(at(6), at(7), at(0), at(1), at(2), at(3), at(4), at(5), n, number);
          const first = product.map((x, j) => x + d[j]! * e[j]!);
          congruent(take(ring, at(6), n), first, p, 1.53);
          const second = a.map((x, j) => x * c[j]! + d[j]! * f[j]!);
          congruent(take(ring, at(7), n), second, p, 1.53);
        });

        it(`an encryption of ${name} operands is canonical`, () => {
          const [a, b, m] = [operand(0, 1n), operand(1, 1n), operand(2, 1n)];
          const e = operand(3, 8n);
          for (const s of [1n, centred(T, p), (p - 1n) / 2n, -(p - 1n) / 2n]) {
            const sum = a.map((x, j) => x * b[j]! + s * e[j]!);
            k.encPoint(at(6), at(0), at(1), 0, at(3), n, Number(s), number);
            same(
              take(ring, at(6), n),
              sum.map((x) => mod(x, p)),
            );
            k.encPoint(at(6), at(0), at(1), at(2), at(3), n, Number(s), number);
            same(
              take(ring, at(6), n),
              sum.map((x, j) => mod(x + m[j]!, p)),
            );
          }
        });

        it(`reductions of ${name} operands`, () => {
          const [a, b] = [operand(0, 8n), operand(1, 4n)];
          const c = operand(2, 4n);
          k.centre(at(6), at(0), n, number);
          congruent(take(ring, at(6), n), a, p, 0.5);
          k.negCanon(at(6), at(0), n, number);
          same(
            take(ring, at(6), n),
            a.map((x) => mod(-x, p)),
          );
          k.canonU64(at(6), at(0), n, number);
          same(
            ring.words(at(6), n),
            a.map((x) => mod(x, p)),
          );
          k.doubleCanon(at(6), at(1), n, number);
          same(
            take(ring, at(6), n),
            b.map((x) => mod(2n * x, p)),
          );
          k.subCanonU64(at(6), at(1), at(2), n, number);
          same(
            ring.words(at(6), n),
            b.map((x, j) => mod(x - c[j]!, p)),
          );
        });

        it(`lifts of ${name} residues mod t`, () => {
          const a = choose(stream, 0n, T - 1n, n);
          putWords(ring, at(0), a);
          const expected = a.map((x) => centred(x, T));
          for (const q of PRIMES) {
            k.liftT(at(6), at(0), n, Number(q));
            congruent(take(ring, at(6), n), expected, q, 0.51);
          }
          k.centreT(at(6), at(0), n);
          same(new BigInt64Array(ring.words(at(6), n).buffer, at(6), n), expected);
        });

        it(`lifts of ${name} pairs and of bytes`, () => {
          const limb = 1n << 51n;
          const lo = choose(stream, 0n, (1n << 44n) - 1n, n);
          const [hi, e] = [choose(stream, -limb, limb, n), choose(stream, -limb, limb, n)];
          [lo, hi, e].forEach((values, slot) => void put(ring, at(slot), values));
          for (const c of [1n, centred(T, p), (p - 1n) / 2n]) {
            const pair = hi.map((x, j) => (x << 44n) + lo[j]!);
            k.liftBig(at(6), at(0), at(1), at(2), n, Number(c), number);
            const sum = pair.map((x, j) => x + c * e[j]!);
            congruent(take(ring, at(6), n), sum, p, 0.5);
            k.liftBig(at(6), at(0), at(1), 0, n, Number(c), number);
            congruent(take(ring, at(6), n), pair, p, 0.5);
          }
          const bytes = choose(stream, -128n, 127n, n);
          ring.bytes(at(0), n).set(bytes.map((x) => Number(mod(x, 256n))));
          k.i8ToF(at(6), at(0), n);
          same(take(ring, at(6), n), bytes);
        });
      }
    });
