import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { orderedRuns } from "../../../experiments/harness/order.ts";

const CELLS = ["a", "b", "c", "d", "e", "f", "g"];
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe("the order of runs", () => {
  it("is blocks: warm-ups first, then each repetition with every cell once", () => {
    for (const seed of SEEDS) {
      const runs = orderedRuns(CELLS, { repetitions: 3, warmup: 2, seed });
      assert.equal(runs.length, 35);
      for (const [k, { repetition, order }] of runs.entries()) {
        assert.equal(repetition, Math.floor(k / 7) - 2);
        assert.equal(order, k - 14);
      }
      for (let block = 0; block < 5; block++) {
        const cells = runs.slice(7 * block, 7 * block + 7).map(({ cell }) => cell);
        assert.deepEqual(cells.sort(), CELLS, `seed ${seed}`);
      }
    }
  });

  it("is the documented one: a change of it changes what a seed means", () => {
    const block = (seed: number, repetition: number) =>
      orderedRuns(CELLS, { repetitions: repetition + 1, warmup: 0, seed })
        .slice(-7)
        .map(({ cell }) => cell)
        .join("");
    assert.deepEqual([block(7, 0), block(7, 1), block(8, 0)], GOLDEN);
  });

  it("puts no cell before the others: each is first in its share of blocks", () => {
    const firsts = new Map<string, number>();
    for (const seed of SEEDS)
      for (const { cell, order } of orderedRuns(CELLS, { repetitions: 7, warmup: 0, seed }))
        if (order % 7 === 0) firsts.set(cell, (firsts.get(cell) ?? 0) + 1);
    // 1400 blocks, 200 expected each: five standard deviations are 65.
    for (const cell of CELLS) assert.ok(Math.abs(firsts.get(cell)! - 200) < 65, cell);
  });
});

/** Computed apart, from the words of order.ts. */
const GOLDEN = ["bcafged", "dgbfeca", "bcedagf"];
