/** Networks of public shape: a sorting network sorts all zeros and ones, a permutation network every permutation. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Layer } from "../../operations/order/layers.ts";
import {
  layerCount,
  permutationNetwork,
  switchCount,
} from "../../operations/order/permutation-network.ts";
import { lowestNetwork, sortingNetwork } from "../../operations/order/sorting-network.ts";

const pairsIn = (layers: readonly Layer[]) => layers.flat().length;

/** Every list of so many zeros and ones. */
const zerosAndOnes = (rows: number): number[][] =>
  Array.from({ length: 2 ** rows }, (_, word) =>
    Array.from({ length: rows }, (_, j) => (word >> j) & 1),
  );

function afterLayers(values: readonly number[], layers: readonly Layer[]): number[] {
  const rows = [...values];
  for (const [low, high] of layers.flat())
    if (rows[low]! > rows[high]!) [rows[low], rows[high]] = [rows[high]!, rows[low]!];
  return rows;
}

function* permutations(rows: number, begun: readonly number[] = []): Generator<readonly number[]> {
  if (begun.length === rows) yield begun;
  for (let j = 0; j < rows; j++) if (!begun.includes(j)) yield* permutations(rows, [...begun, j]);
}

/** No row is twice in one layer. */
function assertApart(layers: readonly Layer[]): void {
  for (const layer of layers) assert.equal(new Set(layer.flat()).size, 2 * layer.length);
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

describe("permutation networks", () => {
  it("are routed to every permutation of up to 6 rows", () => {
    for (let rows = 0; rows <= 6; rows++) {
      const { layers, route, switches } = permutationNetwork(rows);
      assertApart(layers);
      assert.deepEqual([layers.length, switches], [layerCount(rows), switchCount(rows)]);
      for (const source of permutations(rows)) {
        const swaps = route(Uint32Array.from(source));
        const moved = Array.from({ length: rows }, (_, j) => j);
        for (const [k, [low, high]] of layers.flat().entries())
          if (swaps[k] === 1) [moved[low], moved[high]] = [moved[high]!, moved[low]!];
        assert.deepEqual(moved, source);
      }
    }
  });

  it("have Σ ⌈log2 i⌉ switches in 2·⌈log2 n⌉ − 1 layers", () => {
    for (const rows of [7, 64, 100, 1000]) {
      const { layers, switches } = permutationNetwork(rows);
      assert.deepEqual(
        [layers.length, switches, pairsIn(layers)],
        [layerCount(rows), switchCount(rows), switchCount(rows)],
      );
    }
    assert.deepEqual([4, 100, 1000].map(switchCount), [5, 573, 8977]);
  });
});
