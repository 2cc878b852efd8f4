/**
 * Which rows are compared so that some of them hold what they hold in order: Batcher's merge exchange, less what nobody
 * asks for; or, for the lowest few, blocks that are sorted and merged two by two, of which the lower halves go on.
 *
 *   source     Batcher, AFIPS 1968; merge exchange for any size: Knuth, The Art of Computer Programming 3, 5.2.2,
 *              Algorithm M. Merging the lower halves is the first step of Batcher's bitonic sorter
 *   formula    all rows: r·(r + 1)/2 layers at most, r = ⌈log2 n⌉; 5 pairs in 3 layers for 4 rows, 63 in 10 for 16, 1077
 *              in 28 for 100, 23,499 in 55 for 1000, 425,695 in 104 for 10,000
 */
import { type Layer, layersOf, type Pair } from "./layers.ts";

/** Pairs in order: the lesser of each goes to its first row. */
function mergeExchange(rows: number): Pair[] {
  const pairs: Pair[] = [];
  if (rows < 2) return pairs;
  const top = 2 ** (Math.ceil(Math.log2(rows)) - 1);
  for (let bit = top; bit >= 1; bit /= 2) {
    let [which, distance] = [0, bit];
    for (let q = top; ; q /= 2) {
      for (let low = 0; low < rows - distance; low++)
        if ((low & bit) === which) pairs.push([low, low + distance]);
      if (q === bit) break;
      distance = q - bit;
      which = bit;
    }
  }
  return pairs;
}

/** The lowest `size` of all come to the first rows, in order; `size` is a power of 2. Rows beyond the last are highest. */
function lowestOf(rows: number, size: number): Pair[] {
  const sorted = mergeExchange(size);
  let blocks = Array.from({ length: Math.ceil(rows / size) }, (_, b) => b * size);
  const pairs = blocks.flatMap((from) => sorted.map(([a, b]): Pair => [from + a, from + b]));
  while (blocks.length > 1) {
    for (let b = 0; b + 1 < blocks.length; b += 2)
      pairs.push(...lowerHalf(blocks[b]!, blocks[b + 1]!, size));
    blocks = blocks.filter((_, b) => b % 2 === 0);
  }
  return pairs.filter(([, high]) => high < rows);
}

/** Of two sorted blocks the lower half comes to the first, in order. Of these all rows are there. */
function lowerHalf(first: number, second: number, size: number): Pair[] {
  const pairs = Array.from({ length: size }, (_, j): Pair => [first + j, second + size - 1 - j]);
  for (let step = size / 2; step >= 1; step /= 2)
    for (let j = 0; j < size; j++) if ((j & step) === 0) pairs.push([first + j, first + j + step]);
  return pairs;
}

/** Those pairs on which the wanted rows depend. */
function wantedOf(pairs: readonly Pair[], wanted: readonly number[]): Pair[] {
  const needed = new Set(wanted);
  const kept: Pair[] = [];
  for (const pair of pairs.toReversed()) {
    if (!pair.some((row) => needed.has(row))) continue;
    for (const row of pair) needed.add(row);
    kept.push(pair);
  }
  return kept.reverse();
}

/** Layers after which all rows are in order. */
export const sortingNetwork = (rows: number): Layer[] => layersOf(mergeExchange(rows), rows);

/** Layers after which row `last`, and with `all` every row below, hold what they hold in order: of two ways the shorter. */
export function lowestNetwork(rows: number, last: number, all: boolean): Layer[] {
  const wanted = all ? Array.from({ length: last + 1 }, (_, j) => j) : [last];
  const size = 2 ** Math.ceil(Math.log2(last + 1));
  const [sorting, merging] = [mergeExchange(rows), lowestOf(rows, size)].map((pairs) =>
    wantedOf(pairs, wanted),
  );
  return layersOf(merging!.length < sorting!.length ? merging! : sorting!, rows);
}
