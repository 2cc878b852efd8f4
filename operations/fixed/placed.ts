/**
 * y·2^a for a secret a from −1 on, of y in [1/2, 2] at 28 fractional bits.
 *
 *   source     this project
 *   formula    a ≥ 28: y·2^28·2^(a−28) is whole; else ⌊y·2^28·2^(a+1)/2^29⌉. One of the two factors is 0
 *   rounds     2; where truncation is exact 8
 *   items      2 triples, a truncation mask; where truncation is exact 105 triples
 *   security   as of products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import { addShares, type Share } from "../../protocols/share.ts";
import { multiplyCost, productsOf } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

const CUT = WORKING + 1;

/** The two factors of 2^a; both are 0 where a < −1: y·2^a is less than half a unit then. */
export const low = (a: number): bigint => (a < -1 || a >= WORKING ? 0n : 1n << BigInt(a + 1));
export const high = (a: number): bigint => (a < WORKING ? 0n : 1n << BigInt(a - WORKING));

export async function placed(
  k: Kernel,
  y: Share,
  [small, large]: readonly [low: Share, high: Share],
  exact: boolean,
): Promise<Share> {
  const [below, whole] = await productsOf(k, [
    [y, small],
    [y, large],
  ]);
  return addShares(k.residues, await rounded(k, below!, CUT, exact), whole!);
}

/** Of t elements. */
export const placedCost = (t: number, exact: boolean): Cost =>
  inTurn(multiplyCost(2 * t), truncationCost(CUT, t, exact));
