/**
 * The sums of values by secret groups 0 … m − 1.
 *
 *   formula    Oᵀ·V with the rows of O as oneHot gives them of the groups
 *   result     0 for a group of nothing; values of no group add up nowhere
 *   rounds     9; of one group 8, of no group 1
 *   traffic    n rows of w values: n·(1 + 2·T) elements to each, and nm + nw
 *   items      those of oneHot, and 1 matrix triple
 *   security   as one-hot-shares.ts says, and as of a product of matrices
 */
import { transpose } from "../../algebra/transpose.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { inTurn } from "../cost.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, multiplyMatrices } from "../matrix/matrix-product.ts";
import { groupsOf } from "./groups.ts";
import { oneHotCost, oneHotShares } from "./one-hot-shares.ts";
import { eachGroup, GROUPED } from "./plain-groups.ts";

export const groupBySum = operation({
  name: "groupBySum",
  does: "Σ of the values, or of rows of them, in each of m secret groups; 0 where there are none",
  prepare(c, groups: Secret, values: Secret, m: number) {
    const operands = [c.own(groups), c.own(values)];
    const { count, width, shape } = groupsOf(c.field, "groupBySum", groups, values, m);
    const size = { rows: m, inner: count, columns: width };
    assertTriple("groupBySum", c, { ...size, pairs: 1, transposed: 0 });
    const range = rangeOfProduct(c.field, values.scale, values.range, [0, 1], count);
    return {
      operands,
      parameters: [m],
      scales: [values.scale],
      gives: numbersOf(shape, values.scale, range),
      cost: () => inTurn(oneHotCost(c.field.bits, count, m), matrixProductCost(size)),
      async run(k, [a, b]) {
        const hot = await oneHotShares(k, a!, m);
        const turned = eachVector(hot, (v) => transpose(v, count, m));
        return multiplyMatrices(k, turned, b!, size, k.local);
      },
    };
  },
  plain: (groups: Plain, values: Plain, m: number) =>
    eachGroup(groups, values, m, (list) => list.reduce((sum, v) => sum + v, 0n)),
  examples: () => GROUPED,
});
