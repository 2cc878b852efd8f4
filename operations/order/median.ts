/**
 * The median of all elements, or along an axis.
 *
 *   result     of an even number the lower of the two in the middle: always an element of x, never rounded. RangeError
 *              where there is none
 *   rounds     8 for each layer: 24 for 4 elements, 224 for 100
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column; 3 pairs for 3 elements, 883 for 100
 *   security   as compared-rows.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { ALONG_EXAMPLES, eachAlong } from "../selection/plain-along.ts";
import { atPlace } from "./lowest.ts";
import { inOrder } from "./plain-order.ts";

export const median = operation({
  name: "median",
  does: "the element in the middle of the order, of two the lower; of all, or along an axis",
  prepare: (c, x: Secret, axis?: number) =>
    atPlace(c, "median", x, (count) => Math.ceil(count / 2) - 1, axis),
  plain: (x: Plain, axis?: number) =>
    eachAlong(x, axis, x.scale, (list) => inOrder(list)[(list.length - 1) >> 1]!),
  examples: () => ALONG_EXAMPLES,
});
