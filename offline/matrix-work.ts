/**
 * One unfinished matrix triple: this party's value shares, made block after block. Factors of a triple stand side by
 * side as one wide matrix. In memory its parts lie one behind the other.
 */
import type { Field, Vector } from "../algebra/field.ts";
import { transpose } from "../algebra/transpose.ts";
import type { Prg } from "../crypto/prg.ts";
import type { MatrixShape } from "../items/kinds/matrix-triple.ts";
import {
  addProduct,
  addTransposed,
  type BlockPlace,
  type Packing,
  packRight,
  packTransposed,
  summands,
} from "./matrix-packing.ts";

/** B and C = A·B of all pairs; Bᵗ and Cᵗ = Aᵀ·Bᵗ of all transposed pairs. */
export interface MatrixFactor {
  readonly b: Vector;
  readonly c: Vector;
  readonly bT: Vector;
  readonly cT: Vector;
}

export interface MatrixWork {
  /** rows×inner */
  readonly a: Vector;
  /** One factor, and another one for the sacrifice if there is a sacrifice. */
  readonly factors: readonly MatrixFactor[];
}

/** Uniform shares of A and of the factors. The products are 0 so far. */
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

/** A sum of products. Each has a block of A that one party encrypted, and a block of another party's factor. */
export interface SumOfProducts {
  /** The index of each block of A, and the coefficients of our block of the factor for it. */
  readonly products: readonly { readonly block: number; multiplicand(): Vector }[];
  /** Adds a share of the sum, in coefficients, to the matrix that it belongs to. */
  add(coefficients: Vector): void;
}

/** All sums of products with these blocks of one A. Products name blocks by their index in `blocks`. */
export function sumsOfProducts(
  field: Field,
  packing: Packing,
  { factors }: MatrixWork,
  blocks: readonly BlockPlace[],
): SumOfProducts[] {
  const { pairs, transposed } = summands(packing, blocks);
  const each = (
    count: number,
    runs: readonly number[][],
    multiplicand: (at: BlockPlace, z: number) => Vector,
    add: (coefficients: Vector, at: BlockPlace, z: number) => void,
  ): SumOfProducts[] =>
    runs.flatMap((run) =>
      Array.from({ length: count }, (_, z) => ({
        products: run.map((block) => ({
          block,
          multiplicand: () => multiplicand(blocks[block]!, z),
        })),
        add: (coefficients) => add(coefficients, blocks[run[0]!]!, z),
      })),
    );
  return factors.flatMap(({ b, c, bT, cT }) => [
    ...each(
      packing.pairBlocks,
      pairs,
      ({ y }, z) => packRight(packing, b, y, z),
      (coefficients, { x }, z) => addProduct(field, packing, coefficients, c, x, z),
    ),
    ...each(
      packing.transposedBlocks,
      transposed,
      ({ x }, z) => packTransposed(field, packing, bT, x, z),
      (coefficients, { y }, z) => addTransposed(field, packing, coefficients, cT, y, z),
    ),
  ]);
}

/** The number of sums of products for one factor. Each peer gets as many replies. */
export function countSums(packing: Packing, blocks: readonly BlockPlace[]): number {
  const { pairs, transposed } = summands(packing, blocks);
  return packing.pairBlocks * pairs.length + packing.transposedBlocks * transposed.length;
}

/** Adds our own A_i·B_i and A_iᵀ·B_i. A must be complete. */
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

/** Each pair's part of a factor and of its product, those of the transposed products last. */
export const pairsOfWork = (shape: MatrixShape, { b, c, bT, cT }: MatrixFactor) => [
  ...partsOf(shape, "pairs", b, c),
  ...partsOf(shape, "transposed", bT, cT),
];

/** Each pair's part of the wide factor and of the wide product. The parts share memory with them. */
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
