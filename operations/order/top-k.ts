/**
 * The greatest k elements, the greatest first; of all elements, or along an axis.
 *
 *   result     the new first dimension is k. RangeError for k above the number of elements, and where there is none
 *   rounds     8 for each layer: 8·⌈log2 n⌉ for k = 1, 480 for 10 of 10,000; k = 0: none
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column: n − 1 pairs for k = 1, 5 for 2 of 4;
 *              69,322 for 10 of 10,000 (a sorted vector takes 425,695)
 *   security   as compared-rows.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { M, plain, vector } from "../examples.ts";
import { eachAlong } from "../selection/plain-along.ts";
import { greatest } from "./lowest.ts";
import { inOrder } from "./plain-order.ts";

export const topK = operation({
  name: "topK",
  does: "the greatest k of all elements, or along an axis, the greatest first",
  prepare: (c, x: Secret, k: number, axis?: number) => greatest(c, "topK", x, k, axis),
  plain(x: Plain, k: number, axis?: number) {
    const rows = Array.from({ length: k }, (_, j) =>
      eachAlong(x, axis, x.scale, (list) => inOrder(list)[list.length - 1 - j]!),
    );
    const rest = x.shape.filter((_, d) => axis !== undefined && d !== axis);
    return plain(
      [k, ...rest],
      rows.flatMap(({ values }) => values),
      x.scale,
    );
  },
  examples: () => [
    [vector([M, -M, 0n]), 1],
    [vector([3, 1, 3, -2], 4), 2],
    [plain([2, 2], [4, 1, 2, 3]), 4],
    [plain([2, 2], [4, 1, 2, 3]), 1, 1],
    [vector([5]), 1],
    [vector([5]), 0],
  ],
});
