/**
 * x = y, element by element.
 *
 *   formula    [x − y = 0]
 *   rounds     7
 *   traffic    t·119 elements to each
 *   items      t comparison masks, t·59 triples
 *   security   as is-zero.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { comparedPairs, pairwise } from "../examples.ts";
import { compared } from "./compared.ts";
import { IS_ZERO } from "./is-zero.ts";

export const equal = operation({
  name: "equal",
  does: "x = y as a bit, element by element, of numbers of one scale",
  prepare: (c, x: Secret, y: Secret) => compared(c, "equal", [x, y], IS_ZERO),
  plain: (x: Plain, y: Plain) => pairwise(x, y, 0, (a, b) => (a === b ? 1n : 0n)),
  examples: () => comparedPairs,
});
