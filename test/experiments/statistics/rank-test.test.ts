import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { chanceOfLarger, leastChance } from "../../../experiments/statistics/rank-test.ts";

/** By going through all ways to choose b's places. */
function byEnumeration(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const rank = (x: number) =>
    all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2;
  const ranks = all.map(rank);
  const observed = ranks.slice(a.length).reduce((s, r) => s + r, 0);
  let [ways, atLeast] = [0, 0];
  for (let set = 0; set < 2 ** all.length; set++) {
    const chosen = ranks.filter((_, k) => (set >> k) & 1);
    if (chosen.length !== b.length) continue;
    ways++;
    if (chosen.reduce((s, r) => s + r, 0) >= observed) atLeast++;
  }
  return atLeast / ways;
}

describe("the rank-sum test", () => {
  it("a chance that is not the one of all orders, ties included", () => {
    const few = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(few, few, (a, b) => {
        assert.ok(Math.abs(chanceOfLarger(a, b) - byEnumeration(a, b)) < 1e-12);
      }),
    );
  });

  it("wholly separate runs give the least chance there is", () => {
    const [a, b] = [
      [1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ];
    assert.ok(Math.abs(chanceOfLarger(a!, b!) - 1 / 126) < 1e-15);
    assert.equal(leastChance(4, 5), 1 / 126);
    assert.equal(chanceOfLarger(b!, a!), 1);
  });
});
