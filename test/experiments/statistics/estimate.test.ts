import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  estimate,
  LEVEL,
  median,
  orderStatistics,
} from "../../../experiments/statistics/estimate.ts";
import { seededRandom } from "../../../experiments/statistics/random.ts";
import { logNormal } from "../../support/run-records.ts";

const values = (least: number) =>
  fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: least, maxLength: 30 });

describe("estimate", () => {
  it("an interval that leaves out its own median, or ends outside of what was measured", () => {
    fc.assert(
      fc.property(values(1), (xs) => {
        const { value, low, high, runs } = estimate(xs)!;
        assert.ok(Math.min(...xs) <= low && low <= value && value <= high);
        assert.ok(high <= Math.max(...xs));
        assert.equal(value, median(xs));
        assert.equal(runs, xs.length);
      }),
    );
  });

  it("an interval that differs from report to report, or with the order of runs", () => {
    fc.assert(
      fc.property(values(1), (xs) => {
        assert.deepEqual(estimate(xs), estimate([...xs].reverse()));
        assert.deepEqual(estimate(xs), estimate(xs));
      }),
    );
  });

  it("95 % said of fewer than six runs, which cannot give it", () => {
    const levels = [1, 2, 5, 6].map((n) => estimate(Array.from({ length: n }, (_, k) => k))!.level);
    assert.deepEqual(levels, [0, 0.5, 1 - 2 ** -4, LEVEL]);
    assert.equal(estimate([]), null);
  });

  it("an interval that misses the median more often than it says, heavy tails included", () => {
    const trials = 1000;
    const random = seededRandom(3);
    const draws = {
      "log-normal": () => logNormal(random, 0.5),
      "Cauchy tails": () =>
        Math.exp(Math.max(-600, Math.min(600, Math.tan(Math.PI * (random() - 0.5))))),
    };
    for (const [name, draw] of Object.entries(draws))
      for (const runs of [6, 10, 25]) {
        let missed = 0;
        for (let k = 0; k < trials; k++) {
          const { low, high } = estimate(Array.from({ length: runs }, draw))!;
          if (low > 1 || high < 1) missed++;
        }
        // Five standard deviations above 5 %.
        const most = trials * 0.05 + 5 * Math.sqrt(trials * 0.05 * 0.95);
        assert.ok(missed < most, `${name}, ${runs} runs: ${missed} of ${trials} missed`);
      }
  });

  it("ranks of the order-statistic interval", () => {
    // Binomial tables, p = 1/2: n = 6, 9, 10, 20.
    assert.deepEqual([6, 9, 10, 20].map(orderStatistics), [
      [0, 5],
      [1, 7],
      [1, 8],
      [5, 14],
    ]);
  });

  it("a time that is no number", () => {
    assert.throws(() => estimate([1, Number.NaN]), /finite value is expected, not NaN/);
    assert.throws(() => median([]), RangeError);
  });
});
