import { eachVector, gather } from "../../online/matrix-layout.ts";
import { concatShares, type Share } from "../../protocols/share.ts";

/** Two rows that a network compares or switches. */
export type Pair = readonly [low: number, high: number];

/** Pairs without a common row, at most: those of one round. */
export type Layer = readonly Pair[];

/** Each pair of a sequence in the first layer after all earlier pairs with one of its rows. */
export function layersOf(pairs: readonly Pair[], rows: number): Layer[] {
  const layers: Pair[][] = [];
  const free = new Uint32Array(rows);
  for (const pair of pairs) {
    const [low, high] = pair;
    const at = Math.max(free[low]!, free[high]!);
    if (at === layers.length) layers.push([]);
    layers[at]!.push(pair);
    free[low] = at + 1;
    free[high] = at + 1;
  }
  return layers;
}

/** Both sides of a layer in x, rows of `width` elements: the low rows, and the high ones. */
export function sidesOf(x: Share, layer: Layer, width: number): readonly [Share, Share] {
  const side = (which: 0 | 1) => {
    const source = new Uint32Array(layer.length * width);
    for (const [k, pair] of layer.entries()) fillRow(source, k, pair[which] * width, width);
    return eachVector(x, (v) => gather(v, source));
  };
  return [side(0), side(1)];
}

/** x with other rows on both sides of a layer. */
export function withSides(
  x: Share,
  layer: Layer,
  width: number,
  [low, high]: readonly [Share, Share],
): Share {
  const size = x.value.length;
  const source = Uint32Array.from({ length: size }, (_, j) => j);
  for (const [k, pair] of layer.entries()) {
    fillRow(source, pair[0], size + k * width, width);
    fillRow(source, pair[1], size + (layer.length + k) * width, width);
  }
  return eachVector(concatShares([x, low, high]), (v) => gather(v, source));
}

function fillRow(source: Uint32Array, row: number, from: number, width: number): void {
  for (let j = 0; j < width; j++) source[row * width + j] = from + j;
}
