/** What programs and operations exchange: secrets, and the numbers that come in and out. */
import type { SecretType } from "./secret-type.ts";
import type { Shape } from "./shape.ts";

/** Secret integers, bits, or fixed-point numbers value·2^scale, that belong to one run. Opaque to programs. */
export interface Secret extends SecretType {
  readonly length: number;
}

export interface InputOptions {
  /** Fractional bits; 0 (integers) by default. */
  readonly scale?: number;
}

/** Numbers: integers, or (with a scale > 0) reals that are rounded to the nearest multiple of 2^-scale.
 * Private ones rather as numbers: bigint arithmetic takes a time that depends on the value. */
export type PublicValues = readonly (number | bigint)[] | BigInt64Array | Float64Array;

/** A secret matrix that has been opened against its mask once and may now be multiplied cheaply. */
export interface MaskedMatrix {
  readonly shape: Shape;
  readonly scale: number;
  /** X·y, raw (scales add up). Takes one of the prepared products. */
  product(y: Secret): Promise<Secret>;
  /** Xᵀ·y, raw. Takes one of the prepared transposed products. */
  transposedProduct(y: Secret): Promise<Secret>;
}

/** M: every library integer satisfies |x| ≤ M = 2^58 − 2^18, so that truncation is exact in its wrap. */
export const MAX_INTEGER = (1n << 58n) - (1n << 18n);
