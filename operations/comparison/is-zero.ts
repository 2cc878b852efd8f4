/**
 * x = 0, of any residue.
 *
 *   source     this project; masks of 60 shared bits
 *   formula    c = x + r is opened; x = 0 exactly when c = r, so [x = 0] = Π_i (1 − (c_i ⊕ r_i))
 *   rounds     1 + ⌈log2 60⌉ = 7
 *   traffic    t·119 elements to each
 *   items      t comparison masks, t·59 triples
 *   security   c is uniform, as r is. It is unchecked: its bits are public factors, never a branch
 */
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import type { Share } from "../../protocols/share.ts";
import { productOfAll, productOfAllCost } from "../arithmetic/product-of-all.ts";
import { notShares } from "../bits/not.ts";
import { inTurn } from "../cost.ts";
import { flippedBy } from "./flipped-by.ts";
import { blind, blindCost } from "./is-negative.ts";

/** ⟦[x_j = 0]⟧ */
export async function isZeroShares(k: Kernel, x: Share): Promise<Share> {
  const h = k.residues;
  const { c, masks } = await blind(k, "is-zero-shares", x);
  const equal = masks.bits.map((bit, i) => notShares(h, flippedBy(h, bit, bitOf(c, i))));
  return productOfAll(k, equal);
}

/** Of t elements, in a field of so many bits. */
export const isZeroCost = (bits: number, t: number): Cost =>
  inTurn(blindCost(t), productOfAllCost(bits, t));

export const IS_ZERO = {
  of: isZeroShares,
  cost: ({ field }: Comparing, t: number) => isZeroCost(field.bits, t),
};
