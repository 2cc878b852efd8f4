/**
 * The least element of x, of all or along an axis.
 *
 *   result     RangeError where there is nothing to choose from
 *   rounds     8·⌈log2 m⌉ for m elements to choose from
 *   traffic    t·(m − 1)·229 elements to each, for t results
 *   items      t·(m − 1) comparison masks, t·(m − 1)·114 triples
 *   security   as extreme.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { extreme } from "./extreme.ts";
import { ALONG_EXAMPLES, eachAlong, firstWhere } from "./plain-along.ts";

export const min = operation({
  name: "min",
  does: "the least of all elements, or along an axis",
  prepare: (c, x: Secret, axis?: number) => extreme(c, "min", x, axis, "least"),
  plain: (x: Plain, axis?: number) =>
    eachAlong(x, axis, x.scale, (list) => list[Number(firstWhere(list, (a, b) => a < b))]!),
  examples: () => ALONG_EXAMPLES,
});
