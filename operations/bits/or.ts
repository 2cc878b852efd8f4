/**
 * x ∨ y of bits, element by element.
 *
 *   formula    x + y − x·y
 *   rounds     1
 *   traffic    2t elements to each
 *   items      t triples
 *   security   as of a product
 */
import type { Kernel } from "../../online/kernel.ts";
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { bitPairs, pairwise } from "../examples.ts";
import { pairOfBits } from "./pair-of-bits.ts";

/** ⟦x_j ∨ y_j⟧ */
async function orShares(k: Kernel, x: Share, y: Share): Promise<Share> {
  const h = k.residues;
  return subtractShares(h, addShares(h, x, y), await multiplyShares(k, x, y));
}

export const or = operation({
  name: "or",
  does: "x ∨ y of bits, element by element",
  prepare: (c, x: Secret, y: Secret) => pairOfBits(c, "or", [x, y], multiplyCost, orShares),
  plain: (x: Plain, y: Plain) => pairwise(x, y, 0, (a, b) => a | b),
  examples: () => bitPairs,
});
