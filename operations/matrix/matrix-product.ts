/**
 * X·Y.
 *
 *   source     Beaver's trick on matrices, with one triple C = A·B of whole matrices (paper-notes/spdz.md)
 *   rounds     1
 *   traffic    k×l by l×m: kl + lm elements to each
 *   items      1 matrix triple
 *   security   X − A and Y − B are uniform
 */
import {
  type MatrixTriple,
  matrixTripleOf,
  takeMatrixTriple,
} from "../../items/kinds/matrix-triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import { type Dimensions, partOf, recombineMatrices } from "../../online/local-maps.ts";
import { type Cost, operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { type LocalContext, maskShares, type Share } from "../../protocols/share.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { assertTriple, emptyProduct, isEmpty, productOf } from "./dimensions.ts";
import { FACTORS, timesPlain } from "./plain-product.ts";

/** For one product. */
export const tripleOf = ({ rows, inner, columns }: Dimensions) => ({
  rows,
  inner,
  columns,
  pairs: 1,
  transposed: 0,
});

/** ⟦X·Y⟧ of row-major matrices. */
export function multiplyMatrices(
  k: Kernel,
  x: Share,
  y: Share,
  size: Dimensions,
  h: LocalContext = k.residues,
): Promise<Share> {
  if (isEmpty(size)) return emptyProduct(k, "matrix-product", size);
  const { rows, inner, columns } = size;
  const opens = rows * inner + inner * columns;
  return k.open({
    label: `matrix-product ${rows}x${inner}x${columns}`,
    opens,
    material: takeMatrixTriple(k, tripleOf(size)),
    masked: ({ a, pairs }: MatrixTriple) => [maskShares(x, a), maskShares(y, pairs[0]!.b)],
    finish(opened, { a, pairs }) {
      const [e, d] = [partOf(opened, 0, rows * inner), partOf(opened, rows * inner, opens)];
      return recombineMatrices(h, { a, ...pairs[0]! }, e, d, size);
    },
  });
}

export function matrixProductCost(size: Dimensions): Cost {
  if (isEmpty(size)) return { rounds: 1, opened: 0, items: [] };
  const { rows, inner, columns } = size;
  const item = matrixTripleOf(tripleOf(size));
  return { rounds: 1, opened: rows * inner + inner * columns, items: [[item, 1]] };
}

export const matrixProduct = operation({
  name: "matrixProduct",
  does: "X·Y, raw, with one matrix triple; a vector is a row on the left and a column on the right",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const size = productOf("matrixProduct", x.shape, y.shape);
    assertTriple("matrixProduct", c, tripleOf(size));
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: typeOfProduct(c.field, "matrixProduct", x, y, size.shape, size.inner),
      cost: () => matrixProductCost(size),
      run: (k, [a, b]) => multiplyMatrices(k, a!, b!, size, k.local),
    };
  },
  plain: (x: Plain, y: Plain) => timesPlain(x, y),
  examples: () => FACTORS,
});
