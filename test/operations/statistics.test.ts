/** What statistics refuse, and how they fit together. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Secret } from "../../online/values.ts";
import { clearMpc } from "../../operations/clear.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { REAL } from "../online/parties.ts";

const alone = (): Mpc => clearMpc(1, REAL, { turn: setImmediate })[0]!;

const REFUSED: Record<string, [(mpc: Mpc, x: Secret) => Promise<unknown>, RegExp]> = {
  "the mean of nothing": [(m, x) => m.mean(m.rows(x, 0, 0)), /^mean: of no elements$/],
  "the mean along nothing": [(m, x) => m.mean(m.rows(x, 0, 0), 0), /^mean: of no elements$/],
  "the variance of nothing": [(m, x) => m.variance(m.rows(x, 0, 0)), /^variance: of no elements$/],
  "as many degrees of freedom lost as there are elements": [
    (m, x) => m.variance(x, 0, { ddof: 2 }),
    /^variance: ddof 2 of 2 elements, must be an integer from 0 to 1$/,
  ],
  "a ddof below 0": [(m, x) => m.variance(x, 0, { ddof: -1 }), /^variance: ddof -1 of 2 elements/],
  "half a ddof": [(m, x) => m.covariance(x, x, { ddof: 0.5 }), /^covariance: ddof 0\.5 of 2/],
  "a scale that is none": [(m, x) => m.mean(x, 0, { scale: 60 }), /^mean: scale 60, must be/],
  "an axis that is not there": [(m, x) => m.mean(x, 2), /^mean: no axis 2 of 2 × 3/],
  "columns of different lengths": [
    (m, x) => m.covariance(x, m.transpose(x)),
    /^covariance: 2 and 3 rows$/,
  ],
  "a correlation of more than a table": [
    (m, x) => m.correlation(m.reshape(x, [2, 3, 1]), x),
    /^correlation: a vector or a matrix is expected, not 2 × 3 × 1$/,
  ],
  "a correlation of nothing": [
    (m, x) => m.correlation(m.rows(x, 0, 0), m.rows(x, 0, 0)),
    /^correlation: of no elements$/,
  ],
  "a correlation at a scale that is none": [
    (m, x) => m.correlation(x, x, { scale: 0 }),
    /^correlation: scale 0, must be from 1 to 24$/,
  ],
  "more than a table": [
    (m, x) => m.covariance(m.reshape(x, [2, 3, 1]), x),
    /^covariance: a vector or a matrix is expected, not 2 × 3 × 1$/,
  ],
  "scales that leave no room for squares": [
    (m) => m.variance(m.constant([1, 2], 2, { scale: 30 })),
    /^variance: the scales add up to 60, more than 58/,
  ],
};

describe("statistics", () => {
  for (const [what, [call, says]] of Object.entries(REFUSED))
    it(`refuse ${what}`, async () => {
      const mpc = alone();
      const x = mpc.constant([1, 2, 3, 4, 5, 6], [2, 3]);
      await assert.rejects(call(mpc, x), { name: "RangeError", message: says });
    });

  it("of integers have fractions", async () => {
    const mpc = alone();
    const x = mpc.constant([1, 2, 2, 2], 4);
    assert.deepEqual(await mpc.outputNumbers(await mpc.mean(x)), [1.75]);
    assert.deepEqual(await mpc.outputNumbers(await mpc.variance(x)), [0.1875]);
  });

  it("are near the same wherever the numbers lie", async () => {
    const mpc = alone();
    const numbers = [1.5, -2.25, 7, 0.125, 3];
    const at = async (shift: number) => {
      const x = mpc.constant(
        numbers.map((v) => v + shift),
        5,
        { scale: 16 },
      );
      return (await mpc.outputNumbers(await mpc.variance(x)))[0]!;
    };
    assert.ok(Math.abs((await at(0)) - (await at(1e6))) < 6 * 2 ** -16);
  });

  it("agree: a covariance with itself is a variance, of columns the diagonal", async () => {
    const mpc = alone();
    const x = mpc.constant([1, 5, -2, 0.5, 3, 8, 2, -7], [4, 2], { scale: 16 });
    const [matrix, variances] = await Promise.all([
      mpc.covariance(x, x, { ddof: 1 }),
      mpc.variance(x, 0, { ddof: 1 }),
    ]);
    assert.deepEqual(matrix.shape, [2, 2]);
    const [diagonal, own] = await Promise.all([
      mpc.outputNumbers(mpc.diagonal(matrix)),
      mpc.outputNumbers(variances),
    ]);
    for (const [j, v] of own.entries()) assert.ok(Math.abs(v - diagonal[j]!) < 6 * 2 ** -16);
  });

  it("agree: a correlation does not change with unit and origin, and is 0 of what is constant", async () => {
    const mpc = alone();
    const numbers = [1.5, -2.25, 7, 0.125, 3];
    const column = (f: (v: number) => number) =>
      mpc.constant(numbers.map(f), [numbers.length, 1], { scale: 10 });
    const x = mpc.beside([column((v) => v), column((v) => 1000 - 4 * v), column(() => 2.5)]);
    const of = await mpc.correlation(x, x, { scale: 16 });
    assert.deepEqual(of.shape, [3, 3]);
    const given = await mpc.outputNumbers(of);
    for (const [j, r] of [1, -1, 0, -1, 1, 0, 0, 0, 0].entries())
      assert.ok(Math.abs(given[j]! - r) < 2 ** -15, `${given}`);
  });

  it("say no range where sums may leave ±M", async () => {
    const mpc = alone();
    const wide = mpc.input(0, 4, [1, 2, 3, 4], { scale: 16, range: [-(2 ** 41), 2 ** 41] });
    const near = mpc.input(0, 4, [1, 2, 3, 4], { scale: 16, range: [-4, 4] });
    assert.equal((await mpc.mean(await wide)).range, null);
    assert.equal((await mpc.variance(await wide)).range, null);
    const { range } = await mpc.variance(await near);
    assert.ok(range !== null && range[0] <= 0 && range[1] >= 64 && range[1] < 65);
  });
});
