/**
 * How wide the masks of the proofs are. A mask is uniform in [−R, R), R = 2^bits, and its response z is sent only
 * if every coefficient is in [−(R − B), R − B), B bounding what the mask hides: then z is uniform whatever was
 * hidden, and one coefficient asks for a retry with probability B/R exactly.
 */
import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";

/** SECURITY: no error of SEAL's distribution is larger. */
export const ERROR_BOUND = 21;
/** |m| of a centred plaintext. */
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

/** What `count` coefficients of the masks have in common. */
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
 * The powers of two from K·B upwards, K = 2^7 times all coefficients, then each halved once, in this order, where
 * the probability of a retry stays below 1/100 over all coefficients. (Rounding up alone would cost a noise bit
 * that six primes at s = 40 do not have; the common probability is what has to hold.)
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
