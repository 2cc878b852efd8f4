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
import type { Share } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { multiplyCost, productsOf } from "./multiply.ts";

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
  const pairs = Array.from(
    { length: factors.length >> 1 },
    (_, j) => [factors[2 * j]!, factors[2 * j + 1]!] as const,
  );
  const last = factors.length % 2 === 1 ? [factors.at(-1)!] : [];
  return [...(await productsOf(k, pairs)), ...last];
}
