/**
 * One matrix triple in the making: this party's value shares, block after block. Factors of a triple stand side by
 * side as one wide matrix, its parts one behind the other.
 */
import type { Field, Vector } from "../algebra/field.ts";
import { transpose } from "../algebra/transpose.ts";
import type { Prg } from "../crypto/prg.ts";
import {
  addProduct,
  addTransposed,
  type Packing,
  packRight,
  packTransposed,
} from "./matrix-packing.ts";
import type { MatrixShape } from "./preprocessing.ts";

/** B and C = A·B, Bᵗ and Cᵗ = Aᵀ·Bᵗ: all pairs', and all transposed pairs'. */
export interface MatrixFactor {
  readonly b: Vector;
  readonly c: Vector;
  readonly bT: Vector;
  readonly cT: Vector;
}

export interface MatrixWork {
  /** rows×inner */
  readonly a: Vector;
  /** One, and another for the sacrifice where there is one. */
  readonly factors: readonly MatrixFactor[];
}

/** Uniform shares of A and the factors; the products are 0 so far. */
export function beginMatrix(
  field: Field,
  coins: Prg,
  shape: MatrixShape,
  factors: number,
): MatrixWork {
  const { rows, inner, columns, pairs, transposed } = shape;
  return {
    a: coins.elements(field, rows * inner),
    factors: Array.from({ length: factors }, () => ({
      b: coins.elements(field, inner * columns * pairs),
      c: new BigUint64Array(rows * columns * pairs),
      bT: coins.elements(field, rows * columns * transposed),
      cT: new BigUint64Array(inner * columns * transposed),
    })),
  };
}

/** A product of a block of A, encrypted by each of us, with a block of a factor of everybody else. */
export interface BlockProduct {
  /** Coefficients of our block of the factor. */
  multiplicand(): Vector;
  /** Adds a share of the product, in coefficients, to the matrix it belongs to. */
  add(coefficients: Vector): void;
}

/** All products in which block (x, y) of A takes part. */
export function productsOfBlock(
  field: Field,
  packing: Packing,
  { factors }: MatrixWork,
  x: number,
  y: number,
): BlockProduct[] {
  const each = (blocks: number, product: (z: number) => BlockProduct) =>
    Array.from({ length: blocks }, (_, z) => product(z));
  return factors.flatMap(({ b, c, bT, cT }) => [
    ...each(packing.pairBlocks, (z) => ({
      multiplicand: () => packRight(packing, b, y, z),
      add: (coefficients) => addProduct(field, packing, coefficients, c, x, z),
    })),
    ...each(packing.transposedBlocks, (z) => ({
      multiplicand: () => packTransposed(field, packing, bT, x, z),
      add: (coefficients) => addTransposed(field, packing, coefficients, cT, y, z),
    })),
  ]);
}

/** Adds our own A_i·B_i and A_iᵀ·B_i, once A is whole. */
export function addOwnProducts(field: Field, shape: MatrixShape, { a, factors }: MatrixWork): void {
  for (const { b, c, bT, cT } of factors) {
    for (const { b: part, c: product } of partsOf(shape, "pairs", b, c))
      product.set(field.add(product, timesMatrix(field, shape, "pairs", a, part)));
    for (const { b: part, c: product } of partsOf(shape, "transposed", bT, cT))
      product.set(field.add(product, timesMatrix(field, shape, "transposed", a, part)));
  }
}

/** A·B, or Aᵀ·B. */
export const timesMatrix = (
  field: Field,
  { rows, inner, columns }: MatrixShape,
  side: "pairs" | "transposed",
  a: Vector,
  b: Vector,
): Vector =>
  side === "pairs"
    ? field.matrixProduct(a, b, rows, inner, columns)
    : field.matrixProduct(transpose(a, rows, inner), b, inner, rows, columns);

/** The parts of a factor and of its products, those of the transposed products last. */
export const pairsOfWork = (shape: MatrixShape, { b, c, bT, cT }: MatrixFactor) => [
  ...partsOf(shape, "pairs", b, c),
  ...partsOf(shape, "transposed", bT, cT),
];

/** Each pair's part of the wide factor and of the wide product, sharing memory with them. */
function partsOf(
  { rows, inner, columns, pairs, transposed }: MatrixShape,
  side: "pairs" | "transposed",
  b: Vector,
  c: Vector,
): { readonly b: Vector; readonly c: Vector }[] {
  const [count, high, low] = side === "pairs" ? [pairs, inner, rows] : [transposed, rows, inner];
  return Array.from({ length: count }, (_, k) => ({
    b: b.subarray(k * high * columns, (k + 1) * high * columns),
    c: c.subarray(k * low * columns, (k + 1) * low * columns),
  }));
}
