import { eachVector, gather } from "../../online/matrix-layout.ts";
import { concatShares, type Share } from "../../protocols/share.ts";

/** Pairs of rows that a network compares or switches, in order: row low_j with row high_j. */
export interface Pairs {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Pairs without a common row, at most: those of one round. */
export type Layer = Pairs;

/** A network has so many pairs at most: two vectors of 32 MiB hold them. */
export const MAX_PAIRS = 2 ** 23;

/** RangeError naming `what` for a network of more pairs than that. */
export function assertPairs(what: string, rows: number, pairs: number): void {
  if (pairs > MAX_PAIRS)
    throw new RangeError(`${what}: ${rows} rows take ${pairs} pairs, at most ${MAX_PAIRS}`);
}

export const pairCount = ({ low }: Pairs): number => low.length;

/** A sequence of pairs that is written in order, `most` of them at most. */
export class PairList {
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  #count = 0;

  constructor(most: number) {
    this.#low = new Uint32Array(most);
    this.#high = new Uint32Array(most);
  }

  add(low: number, high: number): void {
    this.#low[this.#count] = low;
    this.#high[this.#count++] = high;
  }

  /** What was added, in the same memory. */
  pairs(): Pairs {
    if (this.#count > this.#low.length) throw new TypeError("a network of more pairs than counted");
    return { low: this.#low.subarray(0, this.#count), high: this.#high.subarray(0, this.#count) };
  }
}

export interface Layered {
  readonly layers: readonly Layer[];
  /** Where in the sequence the pairs of the layers stand, layer by layer. */
  readonly places: Uint32Array;
}

/** Each pair of a sequence in the first layer after all earlier pairs with one of its rows. */
export function layersOf({ low, high }: Pairs, rows: number): Layered {
  const at = new Uint32Array(low.length);
  const free = new Uint32Array(rows);
  const sizes: number[] = [];
  for (let k = 0; k < at.length; k++) {
    const layer = Math.max(free[low[k]!]!, free[high[k]!]!);
    at[k] = layer;
    sizes[layer] = (sizes[layer] ?? 0) + 1;
    free[low[k]!] = layer + 1;
    free[high[k]!] = layer + 1;
  }
  let begin = 0;
  const begins = sizes.map((size) => {
    const from = begin;
    begin += size;
    return from;
  });
  const places = new Uint32Array(low.length);
  const next = [...begins];
  for (let k = 0; k < at.length; k++) places[next[at[k]!]!++] = k;
  const layers = sizes.map((size, layer) => {
    const own = places.subarray(begins[layer]!, begins[layer]! + size);
    return { low: own.map((k) => low[k]!), high: own.map((k) => high[k]!) };
  });
  return { layers, places };
}

/** Both sides of a layer in x, rows of `width` elements: the low rows, and the high ones. */
export function sidesOf(x: Share, layer: Layer, width: number): readonly [Share, Share] {
  const side = (rows: Uint32Array) => {
    const source = new Uint32Array(rows.length * width);
    for (let k = 0; k < rows.length; k++) fillRow(source, k, rows[k]! * width, width);
    return eachVector(x, (v) => gather(v, source));
  };
  return [side(layer.low), side(layer.high)];
}

/** x with other rows on both sides of a layer. */
export function withSides(
  x: Share,
  layer: Layer,
  width: number,
  [low, high]: readonly [Share, Share],
): Share {
  const size = x.value.length;
  const pairs = pairCount(layer);
  const source = Uint32Array.from({ length: size }, (_, j) => j);
  for (let k = 0; k < pairs; k++) {
    fillRow(source, layer.low[k]!, size + k * width, width);
    fillRow(source, layer.high[k]!, size + (pairs + k) * width, width);
  }
  return eachVector(concatShares([x, low, high]), (v) => gather(v, source));
}

function fillRow(source: Uint32Array, row: number, from: number, width: number): void {
  for (let j = 0; j < width; j++) source[row * width + j] = from + j;
}
