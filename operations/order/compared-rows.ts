/**
 * The layers of a sorting network on secret values, row by row.
 *
 *   rounds     8 for each layer
 *   traffic    229 elements for each pair and column, to each
 *   items      1 comparison mask and 114 triples for each pair and column
 *   security   as of a comparison (comparison/times-negative.ts). What is compared with what depends on the shape alone
 *   deviation  no comparison is opened. On shuffled rows the opened bits would say nothing of the values, but they pay
 *              only where they steer what is compared next, as in quicksort: then the number of rounds and of openings
 *              is random, and no plan knows it. Merging with a fixed number of comparisons, by binary search, takes as
 *              many of them as this network, in as many layers, and a shuffle and a check for each layer besides
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import type { Share } from "../../protocols/share.ts";
import { timesNegativeCost } from "../comparison/times-negative.ts";
import { inTurn } from "../cost.ts";
import { orderedShares } from "../selection/extreme-of-two.ts";
import { type Layer, pairCount, sidesOf, withSides } from "./layers.ts";

/** ⟦x⟧ after all layers: of each pair of rows the lesser in the first, in each of `width` columns on its own. */
export async function comparedRows(
  k: Kernel,
  x: Share,
  width: number,
  layers: readonly Layer[],
): Promise<Share> {
  let rows = x;
  for (const layer of layers) {
    const { lesser, greater } = await orderedShares(k, ...sidesOf(rows, layer, width));
    rows = withSides(rows, layer, width, [lesser, greater]);
  }
  return rows;
}

export const comparedRowsCost = (c: Comparing, width: number, layers: readonly Layer[]): Cost =>
  inTurn(...layers.map((layer) => timesNegativeCost(c, pairCount(layer) * width)));
