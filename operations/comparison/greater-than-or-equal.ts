/**
 * x ≥ y, element by element.
 *
 *   formula    1 − [x − y < 0]
 *   rounds     8
 *   traffic    t·227 elements to each
 *   items      t comparison masks, t·113 triples
 *   security   as is-negative.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { comparedPairs, pairwise } from "../examples.ts";
import { compared } from "./compared.ts";
import { IS_NEGATIVE } from "./is-negative.ts";

export const greaterThanOrEqual = operation({
  name: "greaterThanOrEqual",
  does: "x ≥ y as a bit, element by element, of numbers of one scale",
  prepare: (c, x: Secret, y: Secret) =>
    compared(c, "greaterThanOrEqual", [x, y], IS_NEGATIVE, true),
  plain: (x: Plain, y: Plain) => pairwise(x, y, 0, (a, b) => (a >= b ? 1n : 0n)),
  examples: () => comparedPairs,
});
