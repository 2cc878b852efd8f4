/**
 * x ⊕ y of bits, element by element.
 *
 *   formula    x + y − 2·x·y
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

/** ⟦x_j ⊕ y_j⟧ */
export async function xorShares(k: Kernel, x: Share, y: Share): Promise<Share> {
  const h = k.residues;
  const both = await multiplyShares(k, x, y);
  return subtractShares(h, addShares(h, x, y), addShares(h, both, both));
}

export const xor = operation({
  name: "xor",
  does: "x ⊕ y of bits, element by element",
  prepare: (c, x: Secret, y: Secret) => pairOfBits(c, "xor", [x, y], multiplyCost, xorShares),
  plain: (x: Plain, y: Plain) => pairwise(x, y, 0, (a, b) => a ^ b),
  examples: () => bitPairs,
});
