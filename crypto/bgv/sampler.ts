/** One party's private randomness: uniform bytes in the ring's memory, and the samples that kernels make of them. */
import type { Pointer } from "../../algebra/ring/kernels.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { Prg } from "../prg.ts";
import { freshPrg, type RandomSource } from "../random.ts";
import { SCRATCH } from "./scratch.ts";

/** SECURITY: bytes under one key of the generator; 2^22 blocks are told from random with probability 2^-85. */
const MOST_BYTES = 2 ** 26;

export class Sampler {
  readonly #ring: Ring;
  readonly #source: RandomSource;
  #coins: Prg;
  #drawn = 0;

  constructor(ring: Ring, source: RandomSource) {
    this.#ring = ring;
    this.#source = source;
    this.#coins = freshPrg(source);
  }

  /** `length` uniform bytes at `at`. */
  fill(at: Pointer, length: number): void {
    this.#drawn += length;
    if (this.#drawn > MOST_BYTES) {
      this.#coins = freshPrg(this.#source);
      this.#drawn = length;
    }
    fillFrom(this.#coins, this.#ring, at, length);
  }

  /** N uniform integers in {−1, 0, 1}. */
  ternary(): Int8Array<ArrayBuffer> {
    return this.#copy(this.#ternary());
  }

  /** N errors of SEAL's distribution. */
  errors(): Int8Array<ArrayBuffer> {
    return this.#copy(this.#errors());
  }

  /** The same as N doubles at `at`. */
  ternaryAt(at: Pointer): void {
    this.#ring.kernels.i8ToF(at, this.#ternary(), this.#ring.degree);
  }

  errorsAt(at: Pointer): void {
    this.#ring.kernels.i8ToF(at, this.#errors(), this.#ring.degree);
  }

  /** N uniform elements of F_t as words at `at`, by rejection. */
  plainAt(at: Pointer): void {
    const { degree, kernels } = this.#ring;
    do this.fill(at, 8 * degree);
    while (kernels.mask60(at, degree) !== 0);
  }

  #copy(at: Pointer): Int8Array<ArrayBuffer> {
    return new Int8Array(this.#ring.bytes(at, this.#ring.degree).slice().buffer);
  }

  #ternary(): Pointer {
    const { degree, kernels, scratch } = this.#ring;
    const needed = Math.ceil(degree / 5);
    // 243 of 256 bytes are kept; with this margin a second draw is rare.
    const length = Math.ceil(needed * 1.07) + 64;
    const random = scratch(length, SCRATCH.random);
    do this.fill(random, length);
    while (kernels.keepTernary(random, length) < needed);
    const small = scratch(degree + 8, SCRATCH.small);
    kernels.ternary(small, random, degree);
    return small;
  }

  #errors(): Pointer {
    const { degree, kernels, scratch } = this.#ring;
    const random = scratch(6 * degree, SCRATCH.random);
    this.fill(random, 6 * degree);
    const small = scratch(degree + 8, SCRATCH.small);
    kernels.errors(small, random, degree);
    return small;
  }
}

/** Uniform residues at full level, by rejection: the same coins give the same polynomial at all parties. */
export function uniformPolynomial(ring: Ring, coins: Prg): RnsPoly {
  const poly = ring.allocate(ring.primes.length);
  const random = ring.scratch(8 * ring.degree, SCRATCH.random);
  ring.primes.forEach(({ p }, i) => {
    do fillFrom(coins, ring, random, 8 * ring.degree);
    while (ring.kernels.mask50(ring.row(poly, i), random, ring.degree, p) !== 0);
  });
  return poly;
}

function fillFrom(coins: Prg, ring: Ring, at: Pointer, length: number): void {
  const bytes = coins.bytes(length);
  ring.bytes(at, length).set(bytes);
  bytes.fill(0);
}
