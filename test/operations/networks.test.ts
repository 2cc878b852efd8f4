/** Networks of public shape: a sorting network sorts all zeros and ones, a permutation network every permutation. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Layer, MAX_PAIRS, pairCount } from "../../operations/order/layers.ts";
import {
  layerCount,
  permutationNetwork,
  switchCount,
} from "../../operations/order/permutation-network.ts";
import {
  assertFindable,
  assertSortable,
  lowestNetwork,
  mergeExchangePairs,
  sortingNetwork,
} from "../../operations/order/sorting-network.ts";

const pairsIn = (layers: readonly Layer[]) =>
  layers.reduce((sum, layer) => sum + pairCount(layer), 0);

/** [low, high], layer by layer. */
const pairsOf = (layers: readonly Layer[]) =>
  layers.flatMap(({ low, high }) => Array.from(low, (row, j) => [row, high[j]!] as const));

/** Every list of so many zeros and ones. */
const zerosAndOnes = (rows: number): number[][] =>
  Array.from({ length: 2 ** rows }, (_, word) =>
    Array.from({ length: rows }, (_, j) => (word >> j) & 1),
  );

function afterLayers(values: readonly number[], layers: readonly Layer[]): number[] {
  const rows = [...values];
  for (const [low, high] of pairsOf(layers))
    if (rows[low]! > rows[high]!) [rows[low], rows[high]] = [rows[high]!, rows[low]!];
  return rows;
}

function* permutations(rows: number, begun: readonly number[] = []): Generator<readonly number[]> {
  if (begun.length === rows) yield begun;
  for (let j = 0; j < rows; j++) if (!begun.includes(j)) yield* permutations(rows, [...begun, j]);
}

/** No row is twice in one layer. */
function assertApart(layers: readonly Layer[]): void {
  for (const layer of layers)
    assert.equal(new Set([...layer.low, ...layer.high]).size, 2 * pairCount(layer));
}

describe("sorting networks", () => {
  it("sort, and put the lowest first, whatever is wanted of how many", () => {
    for (let rows = 0; rows <= 9; rows++) {
      const layers = sortingNetwork(rows);
      assertApart(layers);
      for (const values of zerosAndOnes(rows)) {
        const sorted = values.toSorted();
        assert.deepEqual(afterLayers(values, layers), sorted);
      }
      for (let last = 0; last < rows; last++)
        for (const all of [true, false]) {
          const lowest = lowestNetwork(rows, last, all);
          assertApart(lowest);
          for (const values of zerosAndOnes(rows)) {
            const from = all ? 0 : last;
            assert.deepEqual(
              afterLayers(values, lowest).slice(from, last + 1),
              values.toSorted().slice(from, last + 1),
              `${rows} rows, ${last}`,
            );
          }
        }
    }
  });

  it("have as many layers and pairs as cards say", () => {
    const sizes = [4, 16, 100, 1000, 10_000].map((rows) => {
      const layers = sortingNetwork(rows);
      return [layers.length, pairsIn(layers)];
    });
    assert.deepEqual(sizes, [
      [3, 5],
      [10, 63],
      [28, 1077],
      [55, 23_499],
      [104, 425_695],
    ]);
    const top = lowestNetwork(10_000, 9, true);
    assert.deepEqual([top.length, pairsIn(top)], [60, 69_322]);
    const best = lowestNetwork(100, 0, true);
    assert.deepEqual([best.length, pairsIn(best)], [7, 99]);
    assert.equal(pairsIn(lowestNetwork(4, 1, true)), 5);
    assert.equal(pairsIn(lowestNetwork(3, 1, false)), 2 + 1);
    const middle = lowestNetwork(100, 49, false);
    assert.deepEqual([middle.length, pairsIn(middle)], [28, 883]);
  });
});

describe("how large networks are", () => {
  it("is known before they are made", () => {
    for (const rows of [0, 1, 2, 3, 5, 17, 64, 100, 1000, 4096])
      assert.equal(mergeExchangePairs(rows), pairsIn(sortingNetwork(rows)), `${rows} rows`);
    for (let rows = 2, sum = 0; rows <= 3000; rows++) {
      sum += Math.ceil(Math.log2(rows));
      assert.equal(switchCount(rows), sum, `${rows} rows`);
    }
  });

  it("is bounded, of what is wanted only", () => {
    const says = (rows: number, pairs: number) => ({
      name: "RangeError",
      message: `what: ${rows} rows take ${pairs} pairs, at most ${MAX_PAIRS}`,
    });
    const sorted = 2 ** 21 * ((21 * 20) / 4 + 1) - 1;
    assert.throws(() => assertSortable("what", 2 ** 21), says(2 ** 21, sorted));
    assert.throws(() => assertFindable("what", 2 ** 21, 2 ** 20), says(2 ** 21, sorted));
    assertSortable("what", 122_336);
    assert.throws(() => assertSortable("what", 122_337));
    assert.ok(switchCount(469_099) <= MAX_PAIRS && switchCount(469_100) > MAX_PAIRS);
    assertFindable("what", 100_000, 50_000);
    // The greatest of so many is found by as many comparisons, less one.
    assertFindable("what", 2 ** 23, 0);
    assert.throws(() => assertFindable("what", 2 ** 28, 0), says(2 ** 28, 2 ** 28 - 1));
    const best = lowestNetwork(2 ** 20, 0, true);
    assert.deepEqual([best.length, pairsIn(best)], [20, 2 ** 20 - 1]);
  });

  it("does not keep a permutation of 2^18 rows from being routed", () => {
    const rows = 2 ** 18;
    const { layers, route } = permutationNetwork(rows);
    const source = Uint32Array.from({ length: rows }, (_, j) => (j * 5 + 3) % rows);
    const swaps = route(source);
    const moved = Uint32Array.from({ length: rows }, (_, j) => j);
    let k = 0;
    for (const { low, high } of layers)
      for (let j = 0; j < low.length; j++)
        if (swaps[k++] === 1)
          [moved[low[j]!], moved[high[j]!]] = [moved[high[j]!]!, moved[low[j]!]!];
    assert.equal(k, switchCount(rows));
    assert.deepEqual(moved, source);
  });
});

describe("permutation networks", () => {
  it("are routed to every permutation of up to 6 rows", () => {
    for (let rows = 0; rows <= 6; rows++) {
      const { layers, route } = permutationNetwork(rows);
      assertApart(layers);
      assert.deepEqual([layers.length, pairsIn(layers)], [layerCount(rows), switchCount(rows)]);
      for (const source of permutations(rows)) {
        const swaps = route(Uint32Array.from(source));
        const moved = Array.from({ length: rows }, (_, j) => j);
        for (const [k, [low, high]] of pairsOf(layers).entries())
          if (swaps[k] === 1) [moved[low], moved[high]] = [moved[high]!, moved[low]!];
        assert.deepEqual(moved, source);
      }
    }
  });

  it("have Σ ⌈log2 i⌉ switches in 2·⌈log2 n⌉ − 1 layers", () => {
    for (const rows of [7, 64, 100, 1000]) {
      const { layers } = permutationNetwork(rows);
      assert.deepEqual([layers.length, pairsIn(layers)], [layerCount(rows), switchCount(rows)]);
    }
    assert.deepEqual([4, 100, 1000].map(switchCount), [5, 573, 8977]);
  });
});
