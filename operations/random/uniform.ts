/**
 * Uniform numbers that nobody knows, of shared bits.
 *
 *   source     this project
 *   formula    below 2^k: Σ b_i·2^i of k bits. Below another d ≤ 2^32: U mod d of U with 80 bits more than d;
 *              S = Σ b_i·(2^i mod d) is as much as U mod d, below 112·d (division/remainder.ts)
 *   rounds     below 2^k none; else 9, where truncation is exact 16
 *   traffic    below 2^k none; else t·455 elements to each, where truncation is exact t·833
 *   items      t·k bits; else t·(80 + ⌈log2 d⌉) bits, t·2 comparison masks, t·226 triples (where truncation is
 *              exact t·415), t truncation masks
 *   security   active, against n − 1: a bit is uniform to all others if one party's part of its square is. Nothing is opened
 *              but what masks hide
 *   deviation  below 2^k exactly uniform; below another d less than 2^-80 from uniform each
 */
import { BIT, takeBits } from "../../items/kinds/bit.ts";
import type { Kernel } from "../../online/kernel.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import type { Share } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { remainderOfSum, remainderOfSumCost } from "../division/remainder.ts";

/** More bits than d has. */
const ROOM = 80;

/** The largest d that is no power of two. */
export const MOST_UNEVEN = 1n << 32n;
/** The largest power of two. */
export const MOST_EVEN = 57;

/** k, if d is 2^k. */
export const powerOf = (d: bigint): number | null =>
  (d & (d - 1n)) === 0n ? d.toString(2).length - 1 : null;

/** How many bits each number takes. */
export const bitsBelow = (d: bigint): number => powerOf(d) ?? ROOM + d.toString(2).length;

/** ⟦x_j⟧, t of them, uniform below d. */
export async function uniformBelow(
  k: Kernel,
  t: number,
  d: bigint,
  exact: boolean,
): Promise<Share> {
  const count = bitsBelow(d);
  const weights = Array.from({ length: count }, (_, i) => (1n << BigInt(i)) % d);
  const residues = k.field.fromIntegers(weights);
  const bits = await takeBits(k, t * count);
  const sum = eachVector(bits, (v) => k.field.matrixProduct(v, residues, t, count, 1));
  return powerOf(d) === null ? remainderOfSum(k, sum, d, exact) : sum;
}

/** Of t numbers. */
export function uniformCost(c: Comparing, t: number, d: bigint, exact: boolean): Cost {
  const taken: Cost = { rounds: 0, opened: 0, items: [[BIT, t * bitsBelow(d)]] };
  return powerOf(d) === null ? inTurn(taken, remainderOfSumCost(c, t, exact)) : taken;
}
