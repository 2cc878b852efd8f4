/** What programs and operations exchange: secrets, and the numbers that come in and out. */
import type { SecretType } from "./secret-type.ts";
import type { Shape } from "./shape.ts";

/** Secret integers, bits, or fixed-point numbers value·2^scale, that belong to one run. Opaque to programs. */
export interface Secret extends SecretType {
  readonly length: number;
}

/** What is said of values that are given. */
export interface InputOptions {
  /** Fractional bits; 0 (integers) by default. */
  readonly scale?: number;
}

/** A secret matrix that has been opened against its mask once and may now be multiplied cheaply. */
export interface MaskedMatrix {
  readonly shape: Shape;
  readonly scale: number;
  /** X·y, raw (scales add up). Takes one of the prepared products. */
  product(y: Secret): Promise<Secret>;
  /** Xᵀ·y, raw. Takes one of the prepared transposed products. */
  transposedProduct(y: Secret): Promise<Secret>;
  /** X·y at the larger of the two scales: each sum truncated once. Takes one of the prepared products. */
  productFixed(y: Secret): Promise<Secret>;
  /** Xᵀ·y, in the same way. Takes one of the prepared transposed products. */
  transposedProductFixed(y: Secret): Promise<Secret>;
}
