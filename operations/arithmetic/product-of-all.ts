/**
 * The product of several vectors, element by element, in a tree.
 *
 *   rounds     ⌈log2 m⌉ for m vectors
 *   traffic    2 elements for each triple
 *   items      t·(m − 1) triples
 *   security   only masked factors are opened
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import { concatShares, type Share, sliceShare } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { multiplyCost, multiplyShares } from "./multiply.ts";

/** ⟦Π_i x_ij⟧ of at least one vector, all of one length. */
export async function productOfAll(k: Kernel, factors: readonly Share[]): Promise<Share> {
  let left = factors;
  while (left.length > 1) left = await halved(k, left);
  return left[0]!;
}

/** Of m vectors of t elements. */
export function productOfAllCost(m: number, t: number): Cost {
  const levels: Cost[] = [];
  for (let left = m; left > 1; left = Math.ceil(left / 2))
    levels.push(multiplyCost(t * Math.floor(left / 2)));
  return inTurn(...levels);
}

/** Every pair of neighbours, in one round. */
async function halved(k: Kernel, factors: readonly Share[]): Promise<Share[]> {
  const pairs = factors.length >> 1;
  const t = factors[0]!.value.length;
  const of = (odd: number) =>
    concatShares(Array.from({ length: pairs }, (_, j) => factors[2 * j + odd]!));
  const products = await multiplyShares(k, of(0), of(1));
  const last = factors.length % 2 === 1 ? [factors.at(-1)!] : [];
  return [
    ...Array.from({ length: pairs }, (_, j) => sliceShare(products, j * t, (j + 1) * t)),
    ...last,
  ];
}
