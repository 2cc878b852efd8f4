import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compare, measurement, median } from "../../../experiments/benchmarks/measurement.ts";

describe("measurements", () => {
  it("sum up runs by median, least and most", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.deepEqual(measurement("field", "mul", 1, "ns per element", [3, 1, 2]), {
      bench: "field",
      case: "mul",
      n: 1,
      unit: "ns per element",
      median: 2,
      min: 1,
      max: 3,
      runs: 3,
    });
  });

  it("moved beyond noise only if no two runs overlap", () => {
    const of = (name: string, values: number[]) => measurement("field", name, 1, "ns", values);
    const before = [of("a", [2, 3, 4]), of("b", [2, 3, 4]), of("gone", [1])];
    const after = [of("a", [5, 6, 7]), of("b", [4, 6, 7]), of("new", [1])];
    assert.deepEqual(compare(before, after), [
      { case: "field a", ratio: 2, beyondNoise: true },
      { case: "field b", ratio: 2, beyondNoise: false },
    ]);
    assert.equal(compare(before, [measurement("field", "a", 1, "s", [1])]).length, 0);
  });
});
