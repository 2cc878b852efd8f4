/**
 * Which rows are compared so that some of them hold what they hold in order: Batcher's merge exchange, less what nobody
 * asks for; or, for the lowest few, blocks that are sorted and merged two by two, of which the lower halves go on.
 *
 *   source     Batcher, AFIPS 1968; merge exchange for any size: Knuth, The Art of Computer Programming 3, 5.2.2,
 *              Algorithm M. Merging the lower halves is the first step of Batcher's bitonic sorter
 *   formula    all rows: r·(r + 1)/2 layers at most, r = ⌈log2 n⌉; 5 pairs in 3 layers for 4 rows, 63 in 10 for 16, 1077
 *              in 28 for 100, 23,499 in 55 for 1000, 425,695 in 104 for 10,000. A network of more than 2^23 pairs is refused
 *              by what it would have, before it is made: of all rows, more than 122,336
 */
import { assertPairs, type Layer, layersOf, MAX_PAIRS, PairList, type Pairs } from "./layers.ts";

type Visit = (low: number, high: number) => void;

/** The steps of merge exchange: rows (low, low + distance) with `which` in this bit of low. */
function* stepsOf(rows: number) {
  if (rows < 2) return;
  const top = 2 ** (Math.ceil(Math.log2(rows)) - 1);
  for (let bit = top; bit >= 1; bit /= 2) {
    yield { bit, which: 0, distance: bit };
    for (let q = top; q > bit; q /= 2) yield { bit, which: bit, distance: q - bit };
  }
}

/** Pairs in order: the lesser of each goes to its first row. */
function mergeExchange(rows: number, visit: Visit): void {
  for (const { bit, which, distance } of stepsOf(rows))
    for (let low = 0; low < rows - distance; low++)
      if ((low & bit) === which) visit(low, low + distance);
}

/** How many pairs those are. */
export function mergeExchangePairs(rows: number): number {
  let pairs = 0;
  for (const { bit, which, distance } of stepsOf(rows)) {
    const lows = rows - distance;
    const rest = lows % (2 * bit);
    const ofRest = which === 0 ? Math.min(rest, bit) : Math.max(rest - bit, 0);
    pairs += Math.floor(lows / (2 * bit)) * bit + ofRest;
  }
  return pairs;
}

/** The lowest `size` of all come to the first rows, in order; `size` is a power of 2. Rows beyond the last are highest. */
function lowestOf(rows: number, size: number, visit: Visit): void {
  const below: Visit = (low, high) => {
    if (high < rows) visit(low, high);
  };
  for (let from = 0; from < rows; from += size)
    mergeExchange(size, (low, high) => below(from + low, from + high));
  for (let apart = size; apart < rows; apart *= 2)
    for (let first = 0; first + apart < rows; first += 2 * apart)
      lowerHalf(first, first + apart, size, below);
}

/** Of two sorted blocks the lower half comes to the first, in order. Of these all rows are there. */
function lowerHalf(first: number, second: number, size: number, visit: Visit): void {
  for (let j = 0; j < size; j++) visit(first + j, second + size - 1 - j);
  for (let step = size / 2; step >= 1; step /= 2)
    for (let j = 0; j < size; j++) if ((j & step) === 0) visit(first + j, first + j + step);
}

/** At least as many as lowestOf has: those to rows beyond the last are counted. */
function mostLowestPairs(rows: number, size: number): number {
  const blocks = Math.ceil(rows / size);
  const half = size + (size / 2) * Math.log2(size);
  return blocks * mergeExchangePairs(size) + (blocks - 1) * half;
}

/** What a network visits, `most` pairs at most. */
function listed(most: number, network: (visit: Visit) => void): Pairs {
  const list = new PairList(most);
  network((low, high) => list.add(low, high));
  return list.pairs();
}

/** Those pairs on which the wanted rows depend. */
function wantedOf({ low, high }: Pairs, rows: number, wanted: readonly number[]): Pairs {
  const needed = new Uint8Array(rows);
  for (const row of wanted) needed[row] = 1;
  const kept = new Uint8Array(low.length);
  for (let k = low.length - 1; k >= 0; k--) {
    if (needed[low[k]!] === 0 && needed[high[k]!] === 0) continue;
    needed[low[k]!] = 1;
    needed[high[k]!] = 1;
    kept[k] = 1;
  }
  const isKept = (_: number, k: number) => kept[k] === 1;
  return { low: low.filter(isKept), high: high.filter(isKept) };
}

/** RangeError naming `what` for rows that take too many pairs to sort. */
export const assertSortable = (what: string, rows: number): void =>
  assertPairs(what, rows, mergeExchangePairs(rows));

/** Layers after which all rows are in order. */
export function sortingNetwork(rows: number): readonly Layer[] {
  const pairs = listed(mergeExchangePairs(rows), (visit) => mergeExchange(rows, visit));
  return layersOf(pairs, rows).layers;
}

/** The two networks after which row `last` of the order is in its place, and how many pairs they have at most. */
function waysTo(rows: number, last: number) {
  const size = 2 ** Math.ceil(Math.log2(last + 1));
  return [
    {
      most: mergeExchangePairs(rows),
      network: (visit: Visit) => mergeExchange(rows, visit),
    },
    {
      most: mostLowestPairs(rows, size),
      network: (visit: Visit) => lowestOf(rows, size, visit),
    },
  ];
}

/** RangeError naming `what` if row `last` of the order takes too many pairs. */
export const assertFindable = (what: string, rows: number, last: number): void =>
  assertPairs(what, rows, Math.min(...waysTo(rows, last).map(({ most }) => most)));

/**
 * Layers after which row `last`, and with `all` every row below, hold what they hold in order: of two ways the shorter.
 * One that has too many pairs before those are left out which no wanted row depends on is not looked at.
 */
export function lowestNetwork(rows: number, last: number, all: boolean): readonly Layer[] {
  const wanted = all ? Array.from({ length: last + 1 }, (_, j) => j) : [last];
  const [first, ...others] = waysTo(rows, last)
    .filter(({ most }) => most <= MAX_PAIRS)
    .map(({ most, network }) => wantedOf(listed(most, network), rows, wanted));
  const shorter = others.reduce((a, b) => (b.low.length < a.low.length ? b : a), first!);
  return layersOf(shorter, rows).layers;
}
