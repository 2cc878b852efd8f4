/**
 * Which number the bits are: [b = v] for each v below 2^l.
 *
 *   source     this project
 *   formula    the factors of both halves of the bits, each with each; of one bit b: 1 − b and b
 *   rounds     ⌈log2 l⌉
 *   traffic    2 elements for each triple
 *   items      t·T(l) triples with T(1) = 0, T(l) = 2^l + T(⌈l/2⌉) + T(⌊l/2⌋)
 *   security   only masked factors are opened
 */
import { transpose } from "../../algebra/transpose.ts";
import type { Kernel } from "../../online/kernel.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import type { Cost } from "../../online/operation.ts";
import { concatShares, type Share } from "../../protocols/share.ts";
import { multiplyCost, productsOf } from "../arithmetic/multiply.ts";
import { notShares } from "../bits/not.ts";
import { atOnce, inTurn, NO_COST } from "../cost.ts";

/** ⟦[b_j = v]⟧, t × 2^l, of t numbers below 2^l. Their bits are least significant first, at least one. */
export async function decode(k: Kernel, bits: readonly Share[]): Promise<Share> {
  const factors = await factorsOf(k, bits);
  const t = bits[0]!.value.length;
  return eachVector(concatShares(factors), (v) => transpose(v, factors.length, t));
}

/** By v. */
async function factorsOf(k: Kernel, bits: readonly Share[]): Promise<Share[]> {
  if (bits.length === 1) return [notShares(k.residues, bits[0]!), bits[0]!];
  const half = bits.length >> 1;
  const [low, high] = await Promise.all([
    factorsOf(k, bits.slice(0, half)),
    factorsOf(k, bits.slice(half)),
  ]);
  const pairs = high.flatMap((upper) => low.map((lower) => [upper, lower] as const));
  return productsOf(k, pairs);
}

/** Of t numbers of so many bits. */
export function decodeCost(bits: number, t: number): Cost {
  if (bits === 1) return NO_COST;
  const half = bits >> 1;
  const halves = atOnce(decodeCost(half, t), decodeCost(bits - half, t));
  return inTurn(halves, multiplyCost(t * 2 ** bits));
}
