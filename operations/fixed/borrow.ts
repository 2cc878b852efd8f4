/**
 * The borrow of a subtraction, for two opened values at once, of which a shared bit chooses.
 *
 *   source     this project
 *   formula    u_0 + w·(u_1 − u_0) with u_i = [c_i < r] (comparison/below.ts)
 *   rounds     ⌈log2 f⌉, and one more to select
 *   traffic    2 elements for each triple
 *   items      t·(1 + 2·(2(f − 1) − ⌈log2 f⌉)) triples
 *   security   as below.ts says
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { below, belowCost } from "../comparison/below.ts";
import { inTurn } from "../cost.ts";

/** ⟦[c_0 < r] + w·([c_1 < r] − [c_0 < r])⟧, on as many low bits as r has; least significant first. */
export async function borrow(
  k: Kernel,
  opened: readonly [Unchecked, Unchecked],
  r: readonly Share[],
  w: Share,
): Promise<Share> {
  const h = k.residues;
  const [u0, u1] = (await below(k, opened, r)) as [Share, Share];
  return addShares(h, u0, await multiplyShares(k, w, subtractShares(h, u1, u0)));
}

/** Of t elements on f bits. */
export const borrowCost = (f: number, t: number): Cost =>
  inTurn(belowCost(f, t, 2), multiplyCost(t));
