/**
 * x < 0 and x = 0 with one mask, of residues |x| ≤ (p − 1)/2.
 *
 *   source     this project (is-negative.ts, below.ts)
 *   formula    c = 2x + r is opened; [x < 0] = c_0 ⊕ r_0 ⊕ [c < r], and x = 0 exactly when c = r
 *   rounds     2 + ⌈log2 60⌉ = 8
 *   traffic    t·239 elements to each
 *   items      t comparison masks, t·119 triples
 *   security   as is-negative.ts says
 */
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import { addShares, type Share } from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { xorShares } from "../bits/xor.ts";
import { inTurn } from "../cost.ts";
import { belowOrEqual, belowOrEqualCost } from "./below.ts";
import { flippedBy } from "./flipped-by.ts";
import { blind, blindCost } from "./is-negative.ts";
import { signBitsByProduct, signBitsByProductCost } from "./sign-by-product.ts";

/** Two bits of each element, of which at most one is 1. */
export interface SignBits {
  readonly negative: Share;
  readonly zero: Share;
}

export async function signBits(k: Kernel, x: Share): Promise<SignBits> {
  if (k.comparisons === "product") {
    const [negative, zero] = await signBitsByProduct(k, x);
    return { negative, zero };
  }
  const h = k.residues;
  const { c, masks } = await blind(k, "sign-bits", addShares(h, x, x));
  const { below, same } = await belowOrEqual(k, c, masks.bits);
  const negative = await xorShares(k, flippedBy(h, masks.bits[0]!, bitOf(c, 0)), below);
  return { negative, zero: same };
}

/** Of t elements. */
export const signBitsCost = ({ field: { bits }, comparisons }: Comparing, t: number): Cost =>
  comparisons === "product"
    ? signBitsByProductCost(bits, t)
    : inTurn(blindCost(t), belowOrEqualCost(bits, t), multiplyCost(t));
