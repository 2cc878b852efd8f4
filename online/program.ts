/**
 * What a program sees: the same on the spdz engine, on the additive engine and in the clear. All parties
 * run the same program and call the same operations in the same order; between secure operations they wait
 * for nothing else. Every misuse (shapes, scales, ranges, parties) is a clear error before any message is
 * sent.
 */
import type { Field } from "../algebra/field.ts";

/** rows × columns, row-major. A vector of length t is t × 1. */
export type Shape = readonly [rows: number, columns: number];

/** Secret integers, or fixed-point numbers value·2^scale, that belong to one run. Opaque to programs. */
export interface Secret {
  readonly shape: Shape;
  readonly length: number;
  /** Fractional bits; 0 for integers. */
  readonly scale: number;
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

export interface Mpc {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  /** What every result must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];

  /** `owner`'s private values, shared; everybody else passes null. Integers must satisfy |x| ≤ M (below). */
  input(
    owner: number,
    shape: number | Shape,
    values: PublicValues | null,
    options?: InputOptions,
  ): Promise<Secret>;
  /** Public values as a secret of a known value. */
  constant(values: PublicValues, shape: number | Shape, options?: InputOptions): Secret;

  add(x: Secret, y: Secret): Secret;
  subtract(x: Secret, y: Secret): Secret;
  negate(x: Secret): Secret;
  /** x + c, element by element or one number for all; c is rounded to x's scale. */
  addPublic(x: Secret, c: PublicValues | number | bigint): Secret;
  /** x·c for public c taken at `scale` fractional bits (0 by default); the scales add up. */
  multiplyPublic(x: Secret, c: PublicValues | number | bigint, scale?: number): Secret;
  /** Σ x_j as a 1 × 1 secret. */
  sum(x: Secret): Secret;
  /** Public (r×rows of x) matrix times x. */
  publicProduct(c: PublicValues, rows: number, x: Secret, scale?: number): Secret;
  transpose(x: Secret): Secret;
  reshape(x: Secret, shape: number | Shape): Secret;
  /** Rows [from, to). */
  rows(x: Secret, from: number, to: number): Secret;
  /** Matrices of equal row count side by side. */
  beside(parts: readonly Secret[]): Secret;
  /** Matrices of equal column count one below the other. */
  stack(parts: readonly Secret[]): Secret;

  /** x_j·y_j, raw: the scales add up. One round. */
  multiply(x: Secret, y: Secret): Promise<Secret>;
  /** x_j², raw. One round. */
  square(x: Secret): Promise<Secret>;
  /** Σ x_j·y_j as 1 × 1, raw. One round, 2t opened elements. */
  dot(x: Secret, y: Secret): Promise<Secret>;
  /** X·Y, raw, with one matrix triple. One round. */
  matrixProduct(x: Secret, y: Secret): Promise<Secret>;
  /** Opens X against a mask that carries so many products with matrices of `columns` columns. One round. */
  maskMatrix(
    x: Secret,
    uses: { columns: number; products: number; transposed: number },
  ): Promise<MaskedMatrix>;
  /** ⌊x/2^f⌋, or with probability (x mod 2^f)/2^f one more; the scale falls by f. One round. |x| ≤ M. */
  truncate(x: Secret, f: number): Promise<Secret>;
  /** ⌊x/2^f⌋ exactly; the scale falls by f. |x| ≤ M. */
  truncateExact(x: Secret, f: number): Promise<Secret>;
  /** Fixed point: multiply, then truncate back to the larger of the two scales. Two rounds. */
  multiplyFixed(x: Secret, y: Secret): Promise<Secret>;

  /** To everybody, as signed integers (value·2^scale). Checked before it resolves. */
  output(x: Secret): Promise<bigint[]>;
  /** To everybody, as real numbers. Checked before it resolves. */
  outputNumbers(x: Secret): Promise<number[]>;
  /** To one party; null at the others. Checked by all before it resolves. */
  outputTo(party: number, x: Secret): Promise<bigint[] | null>;
}

/** M: every library integer satisfies |x| ≤ M = 2^58 − 2^18, so that truncation is exact in its wrap. */
export const MAX_INTEGER = (1n << 58n) - (1n << 18n);

/** A program module's default export. `args`, which the program validates, and its result are values (value.ts). */
export type Program = (mpc: Mpc, args: unknown) => Promise<unknown>;
