/**
 * X·Y in fixed point: products are summed first, and each sum is truncated once.
 *
 *   source     matrix/matrix-product.ts, then truncation.ts
 *   rounds     2; where truncation is exact, 3 + ⌈log2 f⌉ for the smaller scale f; f = 0: 1
 *   traffic    k×l by l×m: kl + lm elements to each, and those of a truncation of km elements by f
 *   items      1 matrix triple, and those of a truncation of km elements by f
 *   security   as of a product of matrices and of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { inTurn } from "../cost.ts";
import { plain, vector, within } from "../examples.ts";
import { assertTriple, productOf } from "../matrix/dimensions.ts";
import { matrixProductCost, multiplyMatrices, tripleOf } from "../matrix/matrix-product.ts";
import { FACTORS, timesPlain } from "../matrix/plain-product.ts";
import { rescale } from "./rescale.ts";

const realsOf = (x: Plain, y: Plain) => {
  const raw = timesPlain(x, y);
  return raw.values.map((v) => [v, 1n << BigInt(raw.scale)] as const);
};

export const matrixProductFixed = operation({
  name: "matrixProductFixed",
  does: "X·Y of matrices (no more dimensions) in fixed point, at the larger of the two scales; a vector is a row on the left and a column on the right",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const size = productOf("matrixProductFixed", x.shape, y.shape);
    assertTriple("matrixProductFixed", c, tripleOf(size));
    const raw = typeOfProduct(c.field, "matrixProductFixed", x, y, size.shape, size.inner);
    const last = rescale(c, "matrixProductFixed", raw, Math.min(x.scale, y.scale));
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: last.gives,
      cost: () => inTurn(matrixProductCost(size), last.cost()),
      run: async (k, [a, b]) => last.run(k, await multiplyMatrices(k, a!, b!, size, k.local)),
    };
  },
  plain: (x: Plain, y: Plain) =>
    within(1, timesPlain(x, y).shape, Math.max(x.scale, y.scale), realsOf(x, y)),
  examples: () => [
    ...FACTORS,
    [plain([1, 2], [2n ** 28n, -1], 16), plain([2, 2], [1, 2, -(2n ** 28n), 4], 16)],
    [plain([2, 0], [], 4), plain([0, 2], [], 4)],
    [vector([1, 2], 4), vector([3, -4], 4)],
  ],
  accuracy: {
    ulps: 1,
    over: "|X·Y|·2^(both scales) ≤ M",
    samples: (draw) =>
      [16, 9].map((scale) => {
        const list = () => Array.from({ length: 40 }, () => draw(-(1n << 27n), 1n << 27n));
        return [plain([5, 8], list(), 16), plain([8, 5], list(), scale)] as const;
      }),
    real: realsOf,
  },
});
