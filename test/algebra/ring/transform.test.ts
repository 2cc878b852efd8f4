import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { centred, inverse, mod } from "../../../algebra/ring/integers.ts";
import { transform } from "../../../algebra/ring/reference.ts";
import {
  CHOICES,
  congruent,
  PRIMES,
  put,
  ringOf,
  Stream,
  same,
  take,
  VARIANTS,
} from "./support.ts";

/** Every parity of the number of stages, with and without stages outside a block. */
const DEGREES = [8, 16, 32, 64, 1024, 2048, 4096, 8192, 16384];
const INDEX = 5;
const p = PRIMES[INDEX]!;

for (const variant of VARIANTS)
  for (const degree of DEGREES)
    describe(`transforms mod a prime, ${variant}, ${degree} coefficients`, () => {
      const ring = ringOf(degree, variant);
      const { kernels, primes } = ring;
      const prime = primes[INDEX]!;
      const n = degree;
      const [from, to] = [ring.scratch(8 * n, 0), ring.scratch(8 * n, 1)];
      const forward = (toCanonical: number): void =>
        kernels.ntt(to, from, prime.roots, prime.rootRatios, n, prime.p, toCanonical);
      const back = (scale: number): void =>
        kernels.intt(to, prime.inverseRoots, prime.inverseRootRatios, scale, n, prime.p);

      for (const [name, choose] of Object.entries(CHOICES))
        it(`${name} coefficients go to their values and back`, () => {
          const stream = new Stream(BigInt(degree));
          const a = choose(stream, -p, p, n);
          const values = transform(a, p);
          put(ring, from, a);
          forward(1);
          same(take(ring, to, n), values);
          back(prime.unit);
          congruent(take(ring, to, n), a, p, 1.15);
          forward(0);
          congruent(take(ring, to, n), values, p, 0.5);
          // Values anywhere within the bound of the inverse, and a constant folded in.
          const times = (-123456789012345n * p) / 7n;
          const b = values.map((x, j) => (j % 3 === 0 ? x - p : x));
          put(ring, to, b);
          back(ring.scale(INDEX, times));
          congruent(
            take(ring, to, n),
            a.map((x) => x * times),
            p,
            1.15,
          );
        });

      for (const sign of [1n, -1n])
        it(`values at ${sign} times the bound of the inverse`, () => {
          const bound = (sign * 16n * p) / 10n;
          const b = Array.from({ length: n }, () => bound);
          put(ring, to, b);
          back(prime.unit);
          const got = take(ring, to, n);
          congruent(got, got, p, 1.15);
          same(
            transform(got, p),
            b.map((x) => mod(x, p)),
          );
        });

      it("coefficients that make every sum on the way as large as it gets", () => {
        for (const first of [p, p - 1n, -p]) {
          const { a, unreduced } = steepest(ring, first);
          if (degree === 16384) assert.ok(unreduced > 2 ** 53 / Number(p));
          put(ring, from, a);
          forward(1);
          same(take(ring, to, n), transform(a, p));
        }
      });
    });

/**
 * Coefficients whose value at index 0 takes a product of the sign of `first` and as large as it gets from every
 * stage: just above p/2, where the rounded quotient errs downwards. Also the sum, in units of p, that never
 * centring would reach.
 */
function steepest(
  ring: ReturnType<typeof ringOf>,
  first: bigint,
): { a: bigint[]; unreduced: number } {
  const prime = ring.primes[INDEX]!;
  const n = ring.degree;
  const sign = first < 0n ? -1n : 1n;
  const stream = new Stream(7n);
  const a = new Array<bigint>(n).fill(0n);
  a[0] = first;
  let sum = first;
  for (let m = 1; m < n; m *= 2) {
    const w = BigInt(ring.doubles(prime.roots, n)[m]!);
    const ratio = ring.doubles(prime.rootRatios, n)[m]!;
    const over = inverse(w, p);
    let best = 0n;
    for (let k = 0; k < 2000; k++) {
      const near = p / 2n + (k % 2 === 0 ? -1n : 1n) * stream.below(1n << BigInt(20 + (k % 27)));
      const x = centred(sign * near * over, p);
      const quotient = Number(x) * ratio + 1.5 * 2 ** 52 - 1.5 * 2 ** 52;
      const product = x * w - BigInt(quotient) * p;
      if (sign * product > sign * best) {
        best = product;
        a[n / (2 * m)] = x;
      }
    }
    sum += best;
  }
  return { a, unreduced: Number(sign * sum) / prime.p };
}
