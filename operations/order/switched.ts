/**
 * Pairs of rows that change places where a secret bit says so.
 *
 *   formula    δ = b·(x − y); (x, y) ← (x − δ, y + δ)
 *   rounds     1
 *   traffic    2w elements to each for each pair of rows of w elements
 *   items      w triples for each pair
 *   security   as of a product
 */
import type { Kernel } from "../../online/kernel.ts";
import { expand } from "../../online/shape.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiplyShares } from "../arithmetic/multiply.ts";
import { type Layer, pairCount, sidesOf, withSides } from "./layers.ts";

/** ⟦x⟧, rows of `width` elements, after a layer with a bit for each pair; `sides` if they are gathered already. */
export async function switched(
  k: Kernel,
  x: Share,
  width: number,
  layer: Layer,
  bits: Share,
  [low, high]: readonly [Share, Share] = sidesOf(x, layer, width),
): Promise<Share> {
  const h = k.residues;
  const pairs = pairCount(layer);
  const each = expand(bits, [pairs, 1], [pairs, width]);
  const moved = await multiplyShares(k, each, subtractShares(h, low, high));
  return withSides(x, layer, width, [subtractShares(h, low, moved), addShares(h, high, moved)]);
}
