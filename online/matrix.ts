/**
 * Matrix products, and a matrix opened once for many of them.
 *
 *   source     Beaver's trick on matrices, with one triple C = A·B of whole matrices (paper-notes/spdz.md)
 *   rounds     1 for a product; 1 to mask a matrix, then 1 for each product with it
 *   traffic    k×l by l×m: kl + lm elements; with a masked left factor lm (transposed: km)
 *   items      1 matrix triple
 *   security   X − A and each Y − B are uniform. One A serves one X: products with it differ in B and C,
 *              and each prepared pair is used once.
 */
import type { Field, Scalar, Vector } from "../algebra/field.ts";
import { transpose } from "../algebra/transpose.ts";
import {
  type MatrixPair,
  type MatrixShape,
  type MatrixTriple,
  takeMatrixTriple,
} from "../items/kinds/matrix-triple.ts";
import { type Holder, maskShares, type Share } from "../protocols/share.ts";
import { eachVector } from "./arrange.ts";
import type { Dimensions } from "./evaluator.ts";
import type { Job } from "./job.ts";
import type { Material } from "./material.ts";
import { both } from "./multiply.ts";

/** C + E·(B + k·D) + A·D, all row-major: (A + E)·(B + D) with the constant E·D taken k times. */
function recombineMatrices(
  field: Field,
  c: Vector,
  a: Vector,
  b: Vector,
  opened: { readonly e: Vector; readonly d: Vector },
  k: Scalar,
  { rows, inner, columns }: Dimensions,
): Vector {
  const { e, d } = opened;
  const shifted = field.multiplyScalarAdd(d, k, b);
  const left = field.matrixProduct(e, shifted, rows, inner, columns);
  const right = field.matrixProduct(a, d, rows, inner, columns);
  return field.add(c, field.add(left, right));
}

/** ⟦X·Y⟧ */
export function matrixProduct(
  h: Holder,
  items: Material,
  x: Share,
  y: Share,
  size: Dimensions,
): Job<MatrixTriple, Share> {
  const { rows, inner, columns } = size;
  return {
    label: `matrix-product ${rows}x${inner}x${columns}`,
    opens: rows * inner + inner * columns,
    material: takeMatrixTriple(items, { ...size, pairs: 1, transposed: 0 }),
    masked: ({ a, pairs }) => [maskShares(x, a), maskShares(y, pairs[0]!.b)],
    finish: (opened, { a, pairs }) => {
      const { b, c } = pairs[0]!;
      const parts = { e: opened.subarray(0, rows * inner), d: opened.subarray(rows * inner) };
      return both(h, (of, k) => recombineMatrices(h.field, of(c), of(a), of(b), parts, k, size));
    },
  };
}

/** Opens X − A; what follows uses the opened matrix and the triple's pairs. */
export function maskMatrix(
  items: Material,
  x: Share,
  shape: MatrixShape,
): Job<MatrixTriple, { readonly e: Vector; readonly triple: MatrixTriple }> {
  const { rows, inner, columns, pairs, transposed } = shape;
  return {
    label: `mask-matrix ${rows}x${inner}x${columns}*${pairs}+${transposed}`,
    opens: rows * inner,
    material: takeMatrixTriple(items, shape),
    masked: ({ a }) => [maskShares(x, a)],
    finish: (e, triple) => ({ e, triple }),
  };
}

/** ⟦X·Y⟧ for X = A + E with E open, by one pair (B, C). */
export function maskedProduct(
  h: Holder,
  a: Share,
  e: Vector,
  { b, c }: MatrixPair,
  y: Share,
  size: Dimensions,
): Job<null, Share> {
  const { rows, inner, columns } = size;
  return {
    label: `masked-product ${rows}x${inner}x${columns}`,
    opens: inner * columns,
    material: Promise.resolve(null),
    masked: () => [maskShares(y, b)],
    finish: (d) =>
      both(h, (of, k) => recombineMatrices(h.field, of(c), of(a), of(b), { e, d }, k, size)),
  };
}

/** ⟦Aᵀ⟧ and Eᵀ, for the transposed products. */
export const transposeMasked = (a: Share, e: Vector, rows: number, inner: number) => ({
  a: eachVector(a, (v) => transpose(v, rows, inner)),
  e: transpose(e, rows, inner),
});
