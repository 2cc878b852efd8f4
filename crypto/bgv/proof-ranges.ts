/**
 * The widths of the masks of the proofs. A mask is uniform in [−R, R), R = 2^bits. B bounds what the mask hides. A
 * response z is sent only if every coefficient is in [−(R − B), R − B). Then z is uniform for every hidden value. One
 * coefficient causes a retry with probability exactly B/R.
 */
import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";

/** SECURITY: no error of SEAL's distribution is larger. */
export const ERROR_BOUND = 21;
/** The largest |m| of a centred plaintext. */
export const PLAIN_BOUND = (PLAIN_MODULUS - 1n) / 2n;

export interface MaskBits {
  readonly plainBits: number;
  readonly uBits: number;
  readonly errorBits: number;
}

export interface KeyMaskBits {
  readonly secretBits: number;
  readonly errorBits: number;
}

/** `count` coefficients of the masks with one bound. */
interface Component {
  /** B */
  readonly bound: bigint;
  readonly count: number;
}

/** SECURITY: 2 bits for the extractor's bound, 3 for the attempts. */
const EXTRA_BITS = 5;

/** Binary challenges: 2^-repetitions is the soundness error. */
export const binaryRepetitions = (statistical: number): number => statistical + EXTRA_BITS;

/** V = ⌈(s + 5)/log2(2N + 1)⌉: rows of a challenge whose entries are 0 or ±X^j. */
export function challengeRows(degree: number, statistical: number): number {
  const choices = BigInt(2 * degree + 1);
  let rows = 1;
  for (let all = choices; all < 1n << BigInt(statistical + EXTRA_BITS); all *= choices) rows++;
  return rows;
}

/** Masks of the proof of U plaintexts. */
export function plaintextMasks(degree: number, batch: number, rows: number): MaskBits {
  const count = degree * rows;
  const U = BigInt(batch);
  const [errorBits, uBits, plainBits] = maskBits([
    { bound: BigInt(ERROR_BOUND) * U, count: 2 * count },
    { bound: U, count },
    { bound: PLAIN_BOUND * U, count },
  ]);
  return { plainBits: plainBits!, uBits: uBits!, errorBits: errorBits! };
}

/** Masks of the proof of a key. */
export function keyMasks(degree: number, repetitions: number): KeyMaskBits {
  const count = degree * repetitions;
  const [secretBits, errorBits] = maskBits([
    { bound: 1n, count },
    { bound: BigInt(ERROR_BOUND), count },
  ]);
  return { secretBits: secretBits!, errorBits: errorBits! };
}

/** Masks of the proof of an encrypted constant: the plaintext's mask is one integer per repetition. */
export function constantMasks(degree: number, repetitions: number): MaskBits {
  const count = degree * repetitions;
  const [errorBits, uBits, plainBits] = maskBits([
    { bound: BigInt(ERROR_BOUND), count: 2 * count },
    { bound: 1n, count },
    { bound: PLAIN_BOUND, count: repetitions },
  ]);
  return { plainBits: plainBits!, uBits: uBits!, errorBits: errorBits! };
}

/**
 * For each component the smallest power of two that is at least K·B, with K = 2^7 times the number of all coefficients.
 * Then each is halved once, in this order, if the probability of a retry over all coefficients stays below 1/100.
 * (Without the halving the noise has one bit more than six primes allow at s = 40. Only the common probability must
 * hold.)
 */
function maskBits(components: readonly Component[]): number[] {
  const K = 128n * BigInt(components.reduce((sum, { count }) => sum + count, 0));
  const bits = components.map(({ bound }) => (K * bound - 1n).toString(2).length);
  components.forEach((_, k) => {
    bits[k]!--;
    if (!belowOneHundredth(components, bits)) bits[k]!++;
  });
  return bits;
}

/** Σ count·B/2^bits < 1/100 */
function belowOneHundredth(components: readonly Component[], bits: readonly number[]): boolean {
  const common = BigInt(Math.max(...bits));
  const sum = components.reduce(
    (total, { bound, count }, k) =>
      total + BigInt(count) * bound * (1n << (common - BigInt(bits[k]!))),
    0n,
  );
  return 100n * sum < 1n << common;
}
