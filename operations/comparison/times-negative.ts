/**
 * A factor where x < 0, and 0 elsewhere, in the rounds of the comparison alone; |x| ≤ (p − 1)/2.
 *
 *   source     this project (is-negative.ts)
 *   formula    [x < 0] = u ⊕ w with u = c_0 ⊕ r_0 and w = [c < r]; [x < 0]·v = u·v + w·(v − 2·u·v).
 *              u·v is made beside w
 *   rounds     2 + ⌈log2 60⌉ = 8
 *   traffic    2 elements for each triple, and t
 *   items      t comparison masks, t·(112 + 2m) triples for m factors
 *   security   as is-negative.ts says
 *   deviation  where the run compares by products, those of sign-by-product.ts, and then one product for each factor
 */
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiplyCost, productsOf } from "../arithmetic/multiply.ts";
import { atOnce, inTurn } from "../cost.ts";
import { below, belowCost } from "./below.ts";
import { flippedBy } from "./flipped-by.ts";
import { blind, blindCost } from "./is-negative.ts";
import { negativeByProduct, negativeByProductCost } from "./sign-by-product.ts";

/** ⟦[x_j < 0]·v_ij⟧ for each factor v_i, all as long as x. */
export async function timesNegative(
  k: Kernel,
  x: Share,
  factors: readonly Share[],
): Promise<Share[]> {
  const h = k.residues;
  const times = (bit: Share, of: readonly Share[]) =>
    productsOf(
      k,
      of.map((v) => [bit, v]),
    );
  if (k.comparisons === "product") return times(await negativeByProduct(k, x), factors);
  const { c, masks } = await blind(k, "times-negative", addShares(h, x, x));
  const u = flippedBy(h, masks.bits[0]!, bitOf(c, 0));
  const [[w], uv] = await Promise.all([below(k, [c], masks.bits), times(u, factors)]);
  const rest = factors.map((v, i) => subtractShares(h, v, addShares(h, uv[i]!, uv[i]!)));
  const moved = await times(w!, rest);
  return moved.map((product, i) => addShares(h, uv[i]!, product));
}

/** Of t elements and so many factors. */
export const timesNegativeCost = (
  { field: { bits }, comparisons }: Comparing,
  t: number,
  factors = 1,
): Cost =>
  comparisons === "product"
    ? inTurn(negativeByProductCost(bits, t), multiplyCost(factors * t))
    : inTurn(
        blindCost(t),
        atOnce(belowCost(bits, t), multiplyCost(factors * t)),
        multiplyCost(factors * t),
      );
