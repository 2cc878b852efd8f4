/**
 * x < 0, of residues |x| ≤ (p − 1)/2: in a tree, or as sign-by-product.ts says where the run compares so.
 *
 *   source     least significant bit of 2x: Nishide, Ohta, PKC 2007; with masks of 60 shared bits, this project
 *   formula    y = 2x; c = y + r is opened; [x < 0] = LSB(y) = c_0 ⊕ r_0 ⊕ [c < r], as y = c − r + p·[c < r] and p is odd
 *   rounds     2 + ⌈log2 60⌉ = 8
 *   traffic    t·227 elements to each
 *   items      t comparison masks, t·113 triples
 *   security   c is uniform, as r is. It is unchecked: its bits are public factors, never a branch
 */
import {
  COMPARISON_MASK,
  type ComparisonMasks,
  takeComparisonMasks,
} from "../../items/kinds/comparison-mask.ts";
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { addShares, maskSum, type Share } from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { xorShares } from "../bits/xor.ts";
import { inTurn } from "../cost.ts";
import { below, belowCost } from "./below.ts";
import { flippedBy } from "./flipped-by.ts";
import { negativeByProduct, negativeByProductCost } from "./sign-by-product.ts";

/** A masked residue, opened, and its mask. */
export interface Blinded {
  readonly c: Unchecked;
  readonly masks: ComparisonMasks;
}

/** c = x + r, opened, with r's bits; x is any residue. */
export const blind = (k: Kernel, label: string, x: Share): Promise<Blinded> => {
  const t = x.value.length;
  return k.open({
    label: `${label} ${t}`,
    opens: t,
    material: takeComparisonMasks(k, t),
    masked: ({ r }: ComparisonMasks) => [maskSum(k.residues, x, r, new BigUint64Array(t))],
    finish: (c, masks): Blinded => ({ c, masks }),
  });
};

/** Of t elements. */
export const blindCost = (t: number): Cost => ({
  rounds: 1,
  opened: t,
  items: [[COMPARISON_MASK, t]],
});

/** ⟦[x_j < 0]⟧ */
export async function isNegative(k: Kernel, x: Share): Promise<Share> {
  if (k.comparisons === "product") return negativeByProduct(k, x);
  const h = k.residues;
  const { c, masks } = await blind(k, "is-negative", addShares(h, x, x));
  const [wrapped] = await below(k, [c], masks.bits);
  return xorShares(k, flippedBy(h, masks.bits[0]!, bitOf(c, 0)), wrapped!);
}

/** Of t elements. */
export const isNegativeCost = ({ field: { bits }, comparisons }: Comparing, t: number): Cost =>
  comparisons === "product"
    ? negativeByProductCost(bits, t)
    : inTurn(blindCost(t), belowCost(bits, t), multiplyCost(t));

export const IS_NEGATIVE = { of: isNegative, cost: isNegativeCost };
