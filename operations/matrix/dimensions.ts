/**
 * How two matrices meet in a product, and the product of which one has no element.
 *
 *   rounds     1, of the product without elements, as all products have
 *   traffic    none of its own: it opens 0 elements
 *   items      none
 *   security   nothing is masked and nothing is opened; the result is a public zero
 */
import { type MatrixShape, matrixTriple, matrixTripleOf } from "../../items/kinds/matrix-triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import type { Dimensions } from "../../online/local-maps.ts";
import type { Checking } from "../../online/operation.ts";
import { asShape, describeShape, type Shape } from "../../online/shape.ts";
import { type Share, sharePublic } from "../../protocols/share.ts";

/** How x and y are multiplied, and the shape of what comes: a vector is a row on the left, a column on the right. */
export interface ProductOf extends Dimensions {
  readonly shape: Shape;
}

/** RangeError naming `what` unless x times y is a product of matrices or vectors. */
export function productOf(what: string, x: Shape, y: Shape): ProductOf {
  const fits = [x, y].every(({ length }) => length === 1 || length === 2);
  if (!fits || x.at(-1) !== y[0])
    throw new RangeError(`${what}: ${describeShape(x)} times ${describeShape(y)}`);
  const [rows, columns] = [x.length === 2 ? x[0]! : 1, y[1] ?? 1];
  const shape = asShape(what, [...x.slice(0, -1), ...y.slice(1)]);
  return { rows, inner: y[0]!, columns, shape };
}

/** True where X, Y and X·Y are not all of some elements. */
export const isEmpty = ({ rows, inner, columns }: Dimensions): boolean =>
  rows * inner * columns === 0;

/** RangeError naming `what` unless n parties can be given such a triple, or need none. */
export function assertTriple(what: string, { field, n }: Checking, shape: MatrixShape): void {
  if (isEmpty(shape)) return;
  const why = matrixTriple.refuse(matrixTripleOf(shape), field, n);
  if (why !== null) throw new RangeError(`${what}: ${why}`);
}

/**
 * ⟦X·Y⟧ of matrices of which one has no element: zeros. Nothing is opened and nothing is spent. It has its round, as all
 * products have.
 */
export const emptyProduct = (
  k: Kernel,
  name: string,
  { rows, inner, columns }: Dimensions,
): Promise<Share> =>
  k.open({
    label: `${name} ${rows}x${inner}x${columns}`,
    opens: 0,
    material: Promise.resolve(null),
    masked: () => [],
    finish: () => sharePublic(k.residues, new BigUint64Array(rows * columns)),
  });
