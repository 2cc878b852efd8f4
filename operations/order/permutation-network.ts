/**
 * Waksman's network for any number of rows, and its switches for a given permutation.
 *
 *   source     Waksman, JACM 1968; for any size Beauquier, Darrot, "On arbitrary size Waksman networks", 2002
 *   formula    size n: ⌊n/2⌋ switches, networks of ⌊n/2⌋ and ⌈n/2⌉, then ⌊n/2⌋ switches, one less for even n;
 *              S(n) = Σ_{i ≤ n} ⌈log2 i⌉ switches in 2·⌈log2 n⌉ − 1 layers
 *   security   the time that `route` takes depends on the permutation, which its party keeps secret: it follows cycles,
 *              branches on what it has met, and indexes memory by rows. When that party sends its switches shows that time
 */
import { type Layer, layersOf, type Pair } from "./layers.ts";

/** Switches in order: the two rows of each. */
function switchesOf(rows: readonly number[]): Pair[] {
  if (rows.length < 2) return [];
  const [upper, lower] = halvesOf(rows);
  const last = pairsOf(rows);
  if (rows.length % 2 === 0) last.pop();
  return [...pairsOf(rows), ...switchesOf(upper), ...switchesOf(lower), ...last];
}

const pairsOf = (rows: readonly number[]): Pair[] =>
  Array.from({ length: rows.length >> 1 }, (_, i) => [rows[2 * i]!, rows[2 * i + 1]!] as const);

/** Of each pair the first, and all others. */
const halvesOf = <T>(rows: readonly T[]): readonly [T[], T[]] => {
  const paired = rows.length & ~1;
  return [
    rows.filter((_, j) => j < paired && j % 2 === 0),
    rows.filter((_, j) => j >= paired || j % 2 === 1),
  ];
};

export interface PermutationNetwork {
  readonly layers: readonly Layer[];
  readonly switches: number;
  /** 1 for each switch that swaps, layer by layer, such that row j of what comes is row source_j of what goes in. */
  route(source: Uint32Array): Uint8Array;
}

/** Σ_{i ≤ n} ⌈log2 i⌉ */
export function switchCount(rows: number): number {
  let count = 0;
  for (let i = 2; i <= rows; i++) count += Math.ceil(Math.log2(i));
  return count;
}

/** 2·⌈log2 n⌉ − 1; none for fewer than two rows. */
export const layerCount = (rows: number): number =>
  rows < 2 ? 0 : 2 * Math.ceil(Math.log2(rows)) - 1;

export function permutationNetwork(rows: number): PermutationNetwork {
  const all = Array.from({ length: rows }, (_, j) => j);
  const sequence = switchesOf(all);
  const layers = layersOf(sequence, rows);
  // Where in the sequence the switches of the layers stand.
  const places = new Map(sequence.map((pair, place) => [pair, place]));
  const order = layers.flatMap((layer) => layer.map((pair) => places.get(pair)!));
  return {
    layers,
    switches: sequence.length,
    route(source) {
      const swaps = routed(source);
      return Uint8Array.from(order, (place) => swaps[place]!);
    },
  };
}

/** In the order of the sequence. */
function routed(source: Uint32Array): number[] {
  const n = source.length;
  if (n < 2) return [];
  const lower = throughLower(source);
  const paired = n >> 1;
  const first = Array.from({ length: paired }, (_, i) => lower[2 * i]!);
  const last = Array.from(
    { length: n % 2 === 0 ? paired - 1 : paired },
    (_, i) => lower[source[2 * i]!]!,
  );
  const through = (which: number) =>
    Uint32Array.from(
      source.filter((row) => lower[row] === which),
      (row) => row >> 1,
    );
  return [...first, ...routed(through(0)), ...routed(through(1)), ...last];
}

/**
 * 1 for each row that goes through the lower network. Of two rows that go in at one switch one does, and of two that
 * come out at one switch, too. The last row that comes out does in any case; for odd n so does the last that goes in,
 * where what follows from the other ends.
 */
function throughLower(source: Uint32Array): Uint8Array {
  const n = source.length;
  const target = new Uint32Array(n);
  for (const [j, row] of source.entries()) target[row] = j;
  const lower = new Uint8Array(n);
  const known = new Uint8Array(n);
  /** The row goes below, and with it all that follows from that. */
  const follow = (begin: number) => {
    let row = begin;
    while (known[row] === 0) {
      known[row] = 1;
      lower[row] = 1;
      // Of an odd number the last row has no partner where it goes in.
      const partner = row ^ 1;
      if (partner >= n) return;
      known[partner] = 1;
      const out = target[partner]! ^ 1;
      // The partner goes above, so its neighbour where it comes out goes below.
      row = source[out]!;
    }
  };
  follow(source[n - 1]!);
  for (let row = 1; row < n; row += 2) follow(row);
  return lower;
}
