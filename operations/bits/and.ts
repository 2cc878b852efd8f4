/**
 * x ∧ y of bits, element by element.
 *
 *   formula    x·y
 *   rounds     1
 *   traffic    2t elements to each
 *   items      t triples
 *   security   as of a product
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { bitPairs, pairwise } from "../examples.ts";
import { pairOfBits } from "./pair-of-bits.ts";

export const and = operation({
  name: "and",
  does: "x ∧ y of bits, element by element",
  prepare: (c, x: Secret, y: Secret) => pairOfBits(c, "and", [x, y], multiplyCost, multiplyShares),
  plain: (x: Plain, y: Plain) => pairwise(x, y, 0, (a, b) => a & b),
  examples: () => bitPairs,
});
