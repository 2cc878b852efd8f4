import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import {
  addShares,
  concatShares,
  negateShare,
  type Share,
  sliceShare,
} from "../../protocols/share.ts";
import { multiple, plus } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { isNegative, isNegativeCost } from "../comparison/is-negative.ts";
import { inTurn } from "../cost.ts";

/** ⟦x⟧, or the nearer of two public integers between which it is not: x + Σ [d < 0]·(−d) of both distances d. */
export async function clampedShares(
  k: Kernel,
  x: Share,
  least: bigint,
  greatest: bigint,
): Promise<Share> {
  const h = k.residues;
  const t = x.value.length;
  const above = plus(h, x, -least);
  const under = plus(h, negateShare(h, x), greatest);
  const outside = await isNegative(k, concatShares([above, under]));
  const moves = await multiplyShares(k, outside, concatShares([negateShare(h, above), under]));
  return addShares(h, addShares(h, x, sliceShare(moves, 0, t)), sliceShare(moves, t, 2 * t));
}

/** Of t elements, in a field of so many bits. */
export const clampedCost = (bits: number, t: number): Cost =>
  inTurn(isNegativeCost(bits, 2 * t), multiplyCost(2 * t));

/** ⟦x⟧ and where it is: below −bound, above bound, below 0. */
export async function sizeOfShares(k: Kernel, x: Share, bound: bigint) {
  const h = k.residues;
  const t = x.value.length;
  const under = plus(h, negateShare(h, x), bound);
  const found = await isNegative(k, concatShares([plus(h, x, bound), under, x]));
  const [low, high, negative] = [0, 1, 2].map((j) => sliceShare(found, j * t, (j + 1) * t));
  return {
    low: low!,
    high: high!,
    negative: negative!,
    sign: plus(h, multiple(h, negative!, -2n), 1n),
  };
}
