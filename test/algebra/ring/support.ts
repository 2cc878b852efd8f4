import assert from "node:assert/strict";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import { mod } from "../../../algebra/ring/integers.ts";
import type { Pointer } from "../../../algebra/ring/kernels.ts";
import type { Variant } from "../../../algebra/ring/load.ts";
import type { Ring } from "../../../algebra/ring/ring.ts";

/** 50-bit primes ≡ 1 mod 2^15, from the largest down. */
export const PRIMES = [
  1125899904679937n,
  1125899903991809n,
  1125899903827969n,
  1125899903795201n,
  1125899903500289n,
  1125899903107073n,
];
export const DEGREES = [8, 64, 1024, 16384];
export const VARIANTS: readonly Variant[] = ["fused", "exact"];

const rings = new Map<string, Ring>();

/** One ring of each kind for a test file: tables take long. */
export function ringOf(degree: number, kernel: Variant): Ring {
  const name = `${degree} ${kernel}`;
  const ring = rings.get(name) ?? createRing({ degree, primes: PRIMES }, { kernel });
  rings.set(name, ring);
  return ring;
}

/** A reproducible stream of uniform 64-bit numbers (splitmix64). */
export class Stream {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = seed;
  }

  next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** A number in [0, bound), bound < 2^100. */
  below(bound: bigint): bigint {
    return ((this.next() << 64n) | this.next()) % bound;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => Number(this.next() & 255n));
  }
}

/** How n integers of [low, high] are chosen. */
export type Choice = (stream: Stream, low: bigint, high: bigint, n: number) => bigint[];

const fill = (n: number, f: (j: number) => bigint): bigint[] =>
  Array.from({ length: n }, (_, j) => f(j));

/** The choices that tests run through: uniform ones, and the ends and the middle in patterns. */
export const CHOICES: Readonly<Record<string, Choice>> = {
  uniform: (s, low, high, n) => fill(n, () => low + s.below(high - low + 1n)),
  least: (_s, low, _high, n) => fill(n, () => low),
  most: (_s, _low, high, n) => fill(n, () => high),
  alternating: (_s, low, high, n) => fill(n, (j) => (j % 2 === 0 ? low : high)),
  ends: (s, low, high, n) => {
    const middle = (low + high) / 2n;
    const some = [low, low + 1n, middle - 1n, middle, middle + 1n, high - 1n, high];
    return fill(n, () => some[Number(s.below(7n))]!);
  },
};

/** Puts integers into memory as doubles, or as 64-bit integers. */
export const put = (ring: Ring, at: Pointer, values: readonly bigint[]): void =>
  ring.doubles(at, values.length).set(values.map(Number));
export const putWords = (ring: Ring, at: Pointer, values: readonly bigint[]): void =>
  ring.words(at, values.length).set(values);
/** Doubles in memory as the integers they must be. */
export const take = (ring: Ring, at: Pointer, n: number): bigint[] =>
  Array.from(ring.doubles(at, n), (x) => BigInt(x));

/** Asserts that the numbers are the expected ones, telling the first that is not. */
export function same(got: ArrayLike<bigint>, expected: ArrayLike<bigint>): void {
  assert.equal(got.length, expected.length);
  for (let j = 0; j < got.length; j++)
    if (got[j] !== expected[j]) assert.fail(`at ${j}: ${got[j]}, not ${expected[j]}`);
}

/** Asserts that the numbers are congruent to the expected ones mod p and not larger than times·p. */
export function congruent(
  got: readonly bigint[],
  expected: readonly bigint[],
  p: bigint,
  times: number,
): void {
  const bound = BigInt(Math.ceil(times * Number(p))) + 1n;
  const outside = got.find((x) => x > bound || x < -bound);
  assert.equal(outside, undefined, `beyond ${times}p`);
  same(
    got.map((x) => mod(x, p)),
    expected.map((x) => mod(x, p)),
  );
}
