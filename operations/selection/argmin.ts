/**
 * The place of the least element of x, of all or along an axis: the first, if there are several.
 *
 *   result     an integer from 0; of all elements in row-major order. RangeError where there is nothing to choose from
 *   rounds     8·⌈log2 m⌉ for m elements to choose from
 *   traffic    t·(m − 1)·233 elements to each, for t results
 *   items      t·(m − 1) comparison masks, t·(m − 1)·116 triples: the place goes with the value, in the same rounds
 *   security   as extreme.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { placeOfExtreme } from "./extreme.ts";
import { ALONG_EXAMPLES, eachAlong, firstWhere } from "./plain-along.ts";

export const argmin = operation({
  name: "argmin",
  does: "where the least of all elements, or along an axis, is; of equal ones the first",
  prepare: (c, x: Secret, axis?: number) => placeOfExtreme(c, "argmin", x, axis, "least"),
  plain: (x: Plain, axis?: number) =>
    eachAlong(x, axis, 0, (list) => firstWhere(list, (a, b) => a < b)),
  examples: () => ALONG_EXAMPLES,
});
