/**
 * A public quantile of all elements, or along an axis: the least element below or at which a part q of all are.
 *
 *   result     the ⌈q·n⌉-th of n in ascending order; the first for q = 0. Always an element of x, never rounded. A product
 *              q·n that is above an integer by no more than 2^-52 of it is that integer: so k/n as a double gives the k-th.
 *              RangeError where there is no element
 *   rounds     8 for each layer: as of median at most; 8·⌈log2 n⌉ for q = 0 and q = 1
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column: of two networks the smaller
 *   security   as compared-rows.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { type Fraction, M, plain, vector } from "../examples.ts";
import { eachAlong } from "../selection/plain-along.ts";
import { atPlace } from "./lowest.ts";
import { inOrder } from "./plain-order.ts";

/** Of the order, from 0. What k/n and the product with n round up to is less than k times 1 + 2^-52. */
const placeOf = (q: number, count: number): number =>
  Math.max(Math.ceil(count * q * (1 - Number.EPSILON)) - 1, 0);

/** A double as a fraction, exactly. */
function fractionOf(q: number): Fraction {
  let [whole, halvings] = [q, 0n];
  for (; !Number.isInteger(whole); whole *= 2) halvings++;
  return [BigInt(whole), 1n << halvings];
}

export const quantile = operation({
  name: "quantile",
  does: "the ⌈q·n⌉-th element in ascending order, 0 ≤ q ≤ 1; of all, or along an axis",
  prepare(c, x: Secret, q: number, axis?: number) {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: ${q}, must be from 0 to 1`);
    return atPlace(c, "quantile", x, (count) => placeOf(q, count), axis);
  },
  plain: (x: Plain, q: number, axis?: number) =>
    eachAlong(x, axis, x.scale, (list) => {
      // The first place j + 1 with (j + 1)·(1 + 2^-52) ≥ q·n, in integers.
      const [numerator, denominator] = fractionOf(q);
      const least = (numerator * BigInt(list.length)) << 52n;
      const enough = (_: bigint, j: number) =>
        BigInt(j + 1) * (2n ** 52n + 1n) * denominator >= least;
      return inOrder(list).find(enough)!;
    }),
  examples: () => [
    [vector([M, -M, 0n]), 0.3],
    [vector([3, 1, 3, -2], 4), 0.8],
    [vector([3, 1, 2, 4]), 0.5],
    [vector([3, 1, 2, 4]), 0.25 + 2 ** -53],
    [plain([2, 2], [4, 1, 2, 3]), 0.5, 0],
    [vector([2, 1]), 0],
    [vector([2, 1]), 1],
    [vector([2]), 0.5],
  ],
});
