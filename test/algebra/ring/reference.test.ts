import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bitReversals,
  centred,
  inverse,
  isPrime,
  mod,
  plainQuotient,
  power,
  rootTables,
  smallestRoot,
  PLAIN_MODULUS as T,
} from "../../../algebra/ring/integers.ts";
import {
  fromResidues,
  inverseTransform,
  negacyclicProduct,
  rotate,
  switchDown,
  transform,
} from "../../../algebra/ring/reference.ts";
import { PRIMES, Stream } from "./support.ts";

describe("integers", () => {
  it("are prime or not", () => {
    const primes = [...PRIMES, T, 97n, (1n << 61n) - 1n];
    for (const p of primes) assert.equal(isPrime(p), true, `${p}`);
    // Products, squares, a Carmichael number and a strong pseudoprime to the bases up to 31.
    const others = [97n * 101n, 10007n ** 2n, 41041n, 3825123056546413051n, PRIMES[0]! + 2n];
    for (const m of others) assert.equal(isPrime(m), false, `${m}`);
  });

  it("have inverses mod primes and products, or none", () => {
    const m = PRIMES[0]! * PRIMES[1]!;
    for (const a of [1n, 2n, -7n, m - 1n, T]) assert.equal(mod(a * inverse(a, m), m), 1n);
    assert.throws(() => inverse(PRIMES[0]!, m), RangeError);
    assert.throws(() => inverse(0n, T), RangeError);
    assert.deepEqual([centred(6n, 11n), centred(5n, 11n), centred(-6n, 11n)], [-5n, 5n, 5n]);
    assert.equal(plainQuotient(T - 1n), ((T - 1n) << 64n) / T);
  });

  it("have a smallest root of −1, as a search through all powers finds it", () => {
    for (const [n, p] of [
      [8, 97n],
      [16, 97n],
      [4, 17n],
    ] as const) {
      let least = 1n;
      while (power(least, BigInt(n), p) !== p - 1n) least++;
      assert.equal(smallestRoot(n, p), least);
    }
  });

  it("are reversed bit by bit, and so are tables of roots", () => {
    assert.deepEqual([...bitReversals(8)], [0, 4, 2, 6, 1, 5, 3, 7]);
    const p = PRIMES[0]!;
    const root = smallestRoot(8, p);
    const { roots, inverses } = rootTables(8, p);
    [0n, 4n, 2n, 6n, 1n, 5n, 3n, 7n].forEach((e, k) => {
      assert.equal(roots[k], power(root, e, p));
      assert.equal(mod(inverses[k]! * roots[k]!, p), 1n);
    });
  });
});

describe("the reference", () => {
  const p = PRIMES[2]!;
  const stream = new Stream(4n);
  const random = (n: number): bigint[] => Array.from({ length: n }, () => stream.below(p));

  it("transforms by evaluating at the odd powers of the root, bits reversed", () => {
    for (const n of [8, 32]) {
      const a = random(n);
      const root = smallestRoot(n, p);
      const values = Array.from(bitReversals(n), (r) => {
        const point = power(root, BigInt(2 * r + 1), p);
        return a.reduceRight((sum, x) => (sum * point + x) % p, 0n);
      });
      assert.deepEqual(transform(a, p), values);
      assert.deepEqual(inverseTransform(values, p), a);
    }
  });

  it("multiplies and rotates mod X^N + 1", () => {
    const [a, b] = [random(8), random(8)];
    const product = negacyclicProduct(a, b).map((x) => mod(x, p));
    const values = transform(a, p).map((x, i) => (x * transform(b, p)[i]!) % p);
    assert.deepEqual(inverseTransform(values, p), product);
    for (let j = 0; j < 16; j++) {
      const monomial = new Array<bigint>(8).fill(0n).with(j % 8, j < 8 ? 1n : -1n);
      assert.deepEqual(rotate(a, j), negacyclicProduct(a, monomial));
    }
  });

  it("finds a number by its residues", () => {
    const x = stream.below(1n << 99n);
    const primes = PRIMES.slice(0, 2);
    const residues = primes.map((q) => x % q);
    assert.equal(fromResidues(residues, primes), x % (primes[0]! * primes[1]!));
  });

  it("switches to a quotient that is congruent to x/Q mod t and close to x/Q", () => {
    const Q = PRIMES[3]! * PRIMES[4]!;
    for (const rounding of ["centred", "floor"] as const)
      for (let trial = 0; trial < 20; trial++) {
        const x = stream.below(Q) * PRIMES[0]! - Q;
        const y = switchDown(x, T, Q, rounding);
        assert.equal(mod(y * Q - x, T), 0n);
        const far = x - y * Q;
        const [low, high] = rounding === "floor" ? [0n, T * Q] : [(-T * Q) / 2n, (T * Q) / 2n];
        assert.ok(far >= low && far <= high);
      }
  });
});
