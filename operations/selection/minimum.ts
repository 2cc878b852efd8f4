/**
 * The lesser of x and y, element by element.
 *
 *   rounds     8
 *   traffic    t·229 elements to each
 *   items      t comparison masks, t·114 triples
 *   security   as of a comparison (extreme-of-two.ts)
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { comparedPairs, pairwise } from "../examples.ts";
import { extremeOfTwo } from "./extreme-of-two.ts";

export const minimum = operation({
  name: "minimum",
  does: "the lesser of x and y, element by element, of numbers of one scale",
  prepare: (c, x: Secret, y: Secret) => extremeOfTwo(c, "minimum", [x, y], "lesser"),
  plain: (x: Plain, y: Plain) => pairwise(x, y, x.scale, (a, b) => (a < b ? a : b)),
  examples: () => comparedPairs,
});
