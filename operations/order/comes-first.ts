/**
 * Which of two rows comes first by several keys, the first of them highest, and a position that no two rows share.
 *
 *   source     this project (comparison/sign-bits.ts, comparison/below.ts)
 *   formula    [y_i < x_i] and [y_i = x_i] of each key, [y < x] of the positions; combined as the bits of numbers are
 *   rounds     8 + ⌈log2 (q + 1)⌉ for q keys
 *   traffic    2 elements for each triple, and 1 for each mask
 *   items      for each pair q + 1 comparison masks and 119·q + 113 + 2q − ⌈log2 (q + 1)⌉ triples
 *   security   as of a comparison
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import { concatShares, type Share, sliceShare } from "../../protocols/share.ts";
import { belowCost, combined, type Node } from "../comparison/below.ts";
import { isNegative, isNegativeCost } from "../comparison/is-negative.ts";
import { signBits, signBitsCost } from "../comparison/sign-bits.ts";
import { atOnce, inTurn } from "../cost.ts";

/** ⟦[y_j < x_j]⟧ of the differences y − x: of each key, and of positions. */
export async function comesFirst(
  k: Kernel,
  keys: readonly Share[],
  positions: Share,
): Promise<Share> {
  const t = positions.value.length;
  const [signs, earlier] = await Promise.all([
    signBits(k, concatShares([sliceShare(positions, 0, 0), ...keys])),
    isNegative(k, positions),
  ]);
  const ofKey = (s: Share, i: number) => sliceShare(s, i * t, (i + 1) * t);
  const leaves = keys.map(
    (_, i): Node => ({ lt: ofKey(signs.negative, i), eq: ofKey(signs.zero, i) }),
  );
  const [root] = await combined(k, [[{ lt: earlier, eq: null }, ...leaves.reverse()]]);
  return root!.lt;
}

/** Of t pairs with so many keys. */
export const comesFirstCost = (c: Comparing, keys: number, t: number): Cost =>
  inTurn(atOnce(signBitsCost(c, keys * t), isNegativeCost(c, t)), belowCost(keys + 1, t));
