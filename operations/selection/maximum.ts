/**
 * The greater of x and y, element by element.
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

export const maximum = operation({
  name: "maximum",
  does: "the greater of x and y, element by element, of numbers of one scale",
  prepare: (c, x: Secret, y: Secret) => extremeOfTwo(c, "maximum", [x, y], "greater"),
  plain: (x: Plain, y: Plain) => pairwise(x, y, x.scale, (a, b) => (a > b ? a : b)),
  examples: () => comparedPairs,
});
