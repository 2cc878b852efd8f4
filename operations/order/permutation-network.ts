/**
 * Waksman's network for any number of rows, and its switches for a given permutation.
 *
 *   source     Waksman, JACM 1968; for any size Beauquier, Darrot, "On arbitrary size Waksman networks", 2002
 *   formula    size n: ⌊n/2⌋ switches, networks of ⌊n/2⌋ and ⌈n/2⌉, then ⌊n/2⌋ switches, one less for even n;
 *              S(n) = Σ_{i ≤ n} ⌈log2 i⌉ switches in 2·⌈log2 n⌉ − 1 layers. One of more than 2^23 switches is refused: of more than 469,099 rows
 *   security   the time that `route` takes depends on the permutation, which its party keeps secret: it follows cycles,
 *              branches on what it has met, and indexes memory by rows. When that party sends its switches shows that time
 */
import { type Layer, layersOf, PairList } from "./layers.ts";

/** Adds the switches of a network of these rows, in order. */
function addSwitches(list: PairList, rows: Uint32Array): void {
  const n = rows.length;
  if (n < 2) return;
  const paired = n & ~1;
  const addPairs = (end: number) => {
    for (let j = 0; j < end; j += 2) list.add(rows[j]!, rows[j + 1]!);
  };
  addPairs(paired);
  // Of each pair the first, and all others.
  addSwitches(
    list,
    rows.filter((_, j) => j < paired && j % 2 === 0),
  );
  addSwitches(
    list,
    rows.filter((_, j) => j >= paired || j % 2 === 1),
  );
  addPairs(lastSwitches(n) * 2);
}

/** How many switches of size n come last. */
const lastSwitches = (n: number): number => (n % 2 === 0 ? n / 2 - 1 : n >> 1);

export interface PermutationNetwork {
  readonly layers: readonly Layer[];
  /** 1 for each switch that swaps, layer by layer, such that row j of what comes is row source_j of what goes in. */
  route(source: Uint32Array): Uint8Array;
}

/** ⌈log2 n⌉ */
const levels = (rows: number): number => (rows < 2 ? 0 : 32 - Math.clz32(rows - 1));

/** Σ_{i ≤ n} ⌈log2 i⌉ */
export const switchCount = (rows: number): number =>
  rows < 2 ? 0 : rows * levels(rows) - 2 ** levels(rows) + 1;

/** 2·⌈log2 n⌉ − 1; none for fewer than two rows. */
export const layerCount = (rows: number): number => (rows < 2 ? 0 : 2 * levels(rows) - 1);

export function permutationNetwork(rows: number): PermutationNetwork {
  const list = new PairList(switchCount(rows));
  addSwitches(
    list,
    Uint32Array.from({ length: rows }, (_, j) => j),
  );
  const { layers, places } = layersOf(list.pairs(), rows);
  return {
    layers,
    route(source) {
      const swaps = new Uint8Array(switchCount(rows));
      routeInto(swaps, 0, source);
      return Uint8Array.from(places, (place) => swaps[place]!);
    },
  };
}

/** Writes the swaps of a network from there on, in the order of the sequence. Returns where they end. */
function routeInto(swaps: Uint8Array, from: number, source: Uint32Array): number {
  const n = source.length;
  if (n < 2) return from;
  const lower = throughLower(source);
  let at = from;
  for (let i = 0; i < n >> 1; i++) swaps[at++] = lower[2 * i]!;
  for (const which of [0, 1]) {
    const through = source.filter((row) => lower[row] === which);
    at = routeInto(
      swaps,
      at,
      through.map((row) => row >> 1),
    );
  }
  for (let i = 0; i < lastSwitches(n); i++) swaps[at++] = lower[source[2 * i]!]!;
  return at;
}

/**
 * 1 for each row that goes through the lower network. Of two rows that go in at one switch one does, and of two that
 * come out at one switch, too. The last row that comes out does in any case; for odd n so does the last that goes in,
 * where what follows from the other ends.
 */
function throughLower(source: Uint32Array): Uint8Array {
  const n = source.length;
  const target = new Uint32Array(n);
  for (let j = 0; j < n; j++) target[source[j]!] = j;
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
