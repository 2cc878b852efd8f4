/**
 * A public quantile of all elements, or along an axis: the least element below or at which a part q of all are.
 *
 *   result     the ⌈q·n⌉-th of n in ascending order; the first for q = 0. Always an element of x, never rounded. A product
 *              q·n that doubles cannot tell from an integer is that integer. RangeError where there is no element
 *   rounds     8 for each layer: as of median at most; 8·⌈log2 n⌉ for q = 0 and q = 1
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column: of two networks the smaller
 *   security   as compared-rows.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { M, plain, vector } from "../examples.ts";
import { eachAlong } from "../selection/plain-along.ts";
import { atPlace } from "./lowest.ts";
import { inOrder } from "./plain-order.ts";

/** Of the order, from 0. */
const placeOf = (q: number, count: number): number =>
  Math.max(Math.ceil(count * (q - Number.EPSILON)) - 1, 0);

export const quantile = operation({
  name: "quantile",
  does: "the ⌈q·n⌉-th element in ascending order, 0 ≤ q ≤ 1; of all, or along an axis",
  prepare(c, x: Secret, q: number, axis?: number) {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: ${q}, must be from 0 to 1`);
    return atPlace(c, "quantile", x, (count) => placeOf(q, count), axis);
  },
  plain: (x: Plain, q: number, axis?: number) =>
    eachAlong(x, axis, x.scale, (list) => {
      // The first with at least the part q at or below it, in thousandths.
      const enough = (_: bigint, j: number) => 1000 * (j + 1) >= Math.round(1000 * q) * list.length;
      return inOrder(list).find(enough)!;
    }),
  examples: () => [
    [vector([M, -M, 0n]), 0.3],
    [vector([3, 1, 3, -2], 4), 0.8],
    [vector([3, 1, 2, 4]), 0.5],
    [plain([2, 2], [4, 1, 2, 3]), 0.5, 0],
    [vector([2, 1]), 0],
    [vector([2, 1]), 1],
    [vector([2]), 0.5],
  ],
});
