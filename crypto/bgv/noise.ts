/**
 * Worst-case noise, in exact integers. All bounds are for the largest coefficient. N·x·y bounds a negacyclic product.
 * Noise is counted in multiples of t: a ciphertext decrypts to m + t·noise.
 */
import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";
import { ERROR_BOUND, type KeyMaskBits, type MaskBits, PLAIN_BOUND } from "./proof-ranges.ts";

/** The bounds that are proved for a key and a ciphertext under it. */
export interface ProvedBounds {
  readonly secret: bigint;
  readonly keyError: bigint;
  readonly plain: bigint;
  readonly u: bigint;
  readonly error: bigint;
}

/** The noise with which a reply starts. */
export interface StartingNoise {
  /** Of the ciphertext, including the multiple of t in its plaintext. */
  readonly ciphertext: bigint;
  /** Of a fresh encryption of zero by an honest party under this key, without its flood. */
  readonly fresh: bigint;
}

/** Binary challenges: the proved witness is a difference of two responses. */
export const keyBounds = (masks: KeyMaskBits): { secret: bigint; keyError: bigint } => ({
  secret: 2n * largestResponse(masks.secretBits, 1n),
  keyError: 2n * largestResponse(masks.errorBits, BigInt(ERROR_BOUND)),
});

/** Binary challenges; the witness is not doubled. */
export const constantBounds = (masks: MaskBits): { plain: bigint; u: bigint; error: bigint } =>
  times(2n, masks, 1n);

/**
 * Twice the witness is a difference of two responses times 2/(w − w'). The coefficients of 2/(w − w') are in
 * {−1, 0, 1} (Baum, Cozzo, Smart, TopGear). So 2·|x| ≤ N·|z − z'|.
 */
export const plaintextBounds = (
  masks: MaskBits,
  degree: number,
  batch: number,
): { plain: bigint; u: bigint; error: bigint } => times(2n * BigInt(degree), masks, BigInt(batch));

function times(factor: bigint, masks: MaskBits, batch: bigint) {
  return {
    plain: factor * largestResponse(masks.plainBits, batch * PLAIN_BOUND),
    u: factor * largestResponse(masks.uBits, batch),
    error: factor * largestResponse(masks.errorBits, batch * BigInt(ERROR_BOUND)),
  };
}

const largestResponse = (bits: number, bound: bigint): bigint => (1n << BigInt(bits)) - bound;

/** c0 + c1·s = m + t·(e0 + s·e1 − e·u) */
export function provedNoise(degree: number, bounds: ProvedBounds): StartingNoise {
  const N = BigInt(degree);
  const { secret, keyError, plain, u, error } = bounds;
  return {
    ciphertext: N * (keyError * u + secret * error) + error + plain / PLAIN_MODULUS + 1n,
    fresh: N * (keyError + secret * BigInt(ERROR_BOUND)),
  };
}

/**
 * All parties are honest. |e·u| ≤ ‖e‖·‖u‖ ≤ 8N: ‖e‖² > 64·N has probability below 2^-(0.042·N) by Hoeffding's bound,
 * as e² ≤ 441 has mean 10.5. The noise is at most twice that, plus one error and the plaintext.
 */
export function honestNoise(degree: number): StartingNoise {
  const noise = 17n * BigInt(degree);
  return { ciphertext: noise, fresh: noise };
}

/** What the flood of a reply must hide, in multiples of t: a multiplicand is centred mod t. */
export const hiddenByFlood = (degree: number, { ciphertext, fresh }: StartingNoise): bigint =>
  BigInt(degree) * PLAIN_BOUND * ciphertext + fresh;
