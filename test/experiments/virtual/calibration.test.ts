import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  describeFit,
  fitRemainder,
  type WholeRun,
} from "../../../experiments/virtual/calibration/remainder.ts";
import {
  lineThrough,
  quantile,
  Samples,
} from "../../../experiments/virtual/calibration/samples.ts";

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));

describe("fits of a calibration", () => {
  it("a line through exact times is found; none falls below 0", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 100 }), (a, b) => {
        const points = [1, 32, 1024, 100_000].map((x) => [x, a + b * x] as const);
        const { fixed, perUnit } = lineThrough(points);
        assert.ok(close(fixed, a) && close(perUnit, b), `${fixed} + ${perUnit}·x`);
      }),
    );
    assert.deepEqual(
      lineThrough([
        [1, 1],
        [10, 20],
      ] as const).fixed,
      0,
    );
    assert.equal(
      lineThrough([
        [1, 20],
        [10, 10],
      ] as const).perUnit,
      0,
    );
    assert.deepEqual(lineThrough([[0, 7]]), { fixed: 7, perUnit: 0 });
    assert.deepEqual(lineThrough([[10, 20]]), { fixed: 0, perUnit: 2 });
    assert.deepEqual(lineThrough([]), { fixed: 0, perUnit: 0 });
  });

  it("a quantile is one of the values", () => {
    assert.equal(quantile([5, 1, 4, 2, 3], 0.25), 2);
    assert.equal(quantile([9], 0.25), 9);
  });

  const runOf = (operations: number, slices: number, bytes: number): WholeRun => ({
    ...{ name: "run", operations, slices, bytes },
    took: 1.25 * operations + 4000 * slices + 3 * bytes,
  });

  it("what is left of whole runs is found: share, slices, bytes", () => {
    const runs = [runOf(4e7, 6000, 1e5), runOf(3e7, 100, 2e7), runOf(9e8, 300, 1e7)];
    const { overhead, slice, byte } = fitRemainder(runs);
    assert.ok(Math.abs(overhead - 1.25) < 0.01, `${overhead}`);
    assert.ok(Math.abs(slice - 4000) < 40, `${slice}`);
    assert.ok(Math.abs(byte - 3) < 0.03, `${byte}`);
    assert.match(
      describeFit(runs[0]!, { overhead, slice, byte }),
      /^run: 74\.3 ms measured.*\(0 %\)|-0 %/,
    );
  });

  it("operations cost no less than themselves, whatever was measured", () => {
    const runs = [1, 2, 3].map((k) => ({ ...runOf(1e6 * k, 10, 10), took: 5e5 * k }));
    assert.deepEqual(fitRemainder(runs), { overhead: 1, slice: 0, byte: 0 });
  });

  it("samples time the outermost operation alone", () => {
    const samples = new Samples();
    samples.observer("outer", 3, () => samples.observer("inner", 3, () => 1));
    samples.observer("ring/ntt", 64, () => 1);
    assert.deepEqual(Object.keys(samples.costs()), ["outer", "ring/ntt"]);
    assert.equal(samples.costs()["ring/ntt"]!.fixed, 0);
  });
});
