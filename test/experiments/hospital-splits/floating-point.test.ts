import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  exactSigmoid,
  prepareSplit,
  testAccuracy,
  trainInTheClear,
} from "../../../experiments/hospital-splits/floating-point.ts";
import { MAX_INTEGER } from "../../../online/public-values.ts";
import { splitRows, standardise, trainingSize } from "../../../programs/data/standardise.ts";
import { dataFile, readTable } from "../../../programs/data/table.ts";
import {
  CENTRE,
  CLIP,
  ERROR_BITS,
  polynomialSigmoid,
  QUINTIC,
  QUINTIC_BITS,
  SLOPE,
  stepBits,
  X_BITS,
  Z_BITS,
} from "../../../programs/hospital-logistic-regression.ts";

/** Least squares on [−reach, reach] for σ(z) − ½ ≈ Σ_d c_d·z^d over odd d. */
function leastSquares(reach: number, degrees: readonly number[]): number[] {
  const steps = 20_000;
  const rows = degrees.map(() => Array<number>(degrees.length + 1).fill(0));
  for (let i = 0; i < steps; i++) {
    const t = (i + 0.5) / steps;
    const powers = degrees.map((d) => t ** d);
    const target = exactSigmoid(t * reach) - 0.5;
    rows.forEach((row, a) => {
      [...powers, target].forEach((v, b) => {
        row[b]! += powers[a]! * v;
      });
    });
  }
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < rows.length; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      if (j !== i) rows[j] = rows[j]!.map((v, k) => v - factor * rows[i]![k]!);
    }
  return rows.map((row, i) => row.at(-1)! / row[i]! / reach ** degrees[i]!);
}

describe("the sigmoid's polynomial", () => {
  it("is the least-squares fit of degree 5 on [−16, 16], rounded to its scales", () => {
    const [c1, c3, c5] = leastSquares(16, [1, 3, 5]) as [number, number, number];
    assert.ok(Math.abs(QUINTIC - c5) <= 2 ** -28);
    assert.ok(Math.abs(CENTRE - c3 / (2 * c5)) <= 2 ** -10);
    assert.ok(Math.abs(QUINTIC * 2 * CENTRE - c3) < 2e-6);
    // The slope makes up for what the others' rounding changed.
    assert.ok(Math.abs(QUINTIC * CENTRE ** 2 + SLOPE - c1) < 2e-4);
    assert.ok(Number.isInteger(QUINTIC * 2 ** 27) && Number.isInteger(CENTRE * 2 ** 10));
    assert.ok(Number.isInteger(SLOPE * 2 ** 47));
  });

  it("is within 0.16 of the sigmoid on [−16, 16]", () => {
    for (let z = -16; z <= 16; z += 1 / 64)
      assert.ok(Math.abs(polynomialSigmoid(z) - exactSigmoid(z)) < 0.16, `z = ${z}`);
  });

  it("stays within M at its scales for |z| ≤ 32, as the program's card says", () => {
    const limit = 32 * 2 ** Z_BITS;
    const at = (v: number, bits: number) => BigInt(v * 2 ** bits);
    for (let raw = -limit; raw <= limit; raw++) {
      const z = BigInt(raw);
      const centred = z * z + at(CENTRE, 2 * Z_BITS);
      const slope =
        centred * centred * at(QUINTIC, QUINTIC_BITS) + at(SLOPE, 4 * Z_BITS + QUINTIC_BITS);
      const odd = z * slope;
      for (const v of [centred * centred, slope, odd])
        assert.ok(v <= MAX_INTEGER && v >= -MAX_INTEGER, `z = ${raw}/${2 ** Z_BITS}`);
    }
  });
});

describe("the ranges on the program's card, at their extremes", () => {
  const within = (x: number) => BigInt(Math.ceil(x)) <= MAX_INTEGER;

  it("the most rows that the arguments allow, and |z| ≤ 32: X·w and Xᵀ·e stay within M", () => {
    const train = trainingSize(2560);
    assert.equal(train, 2048);
    const scoreBits = X_BITS + ERROR_BITS + stepBits(train) + X_BITS;
    assert.ok(within(31.9999 * 2 ** scoreBits) && !within(33 * 2 ** scoreBits));
    const worst = polynomialSigmoid(32) + 1;
    assert.ok(within(train * worst * 2 ** (X_BITS + ERROR_BITS)));
  });

  it("a standardised, clipped column has Σx² ≤ N, so |Σ x·e| ≤ N·max|e|", () => {
    const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
    const { training } = prepareSplit(table, 1);
    for (let k = 0; k < 31; k++)
      assert.ok(training.reduce((sum, row) => sum + row[k]! ** 2, 0) <= training.length + 1e-6);
  });
});

describe("splits and standardising", () => {
  it("a split is a function of its seed, covers every row once, and keeps one in five for testing", () => {
    const { train, test } = splitRows(569, 1);
    assert.deepEqual({ train, test }, splitRows(569, 1));
    assert.notDeepEqual(train, splitRows(569, 2).train);
    assert.deepEqual([train.length, test.length], [455, 114]);
    assert.deepEqual(
      [...train, ...test].sort((a, b) => a - b),
      Array.from({ length: 569 }, (_, j) => j),
    );
  });

  it("uses the training rows alone, and clips", () => {
    const { mean, deviation, values } = standardise(Float64Array.of(1, 3, 1000, -1000), [0, 1], 3);
    assert.deepEqual([mean, deviation, [...values]], [2, 1, [-1, 1, 3, -3]]);
    assert.throws(() => standardise(Float64Array.of(5, 5, 1), [0, 1], 3), RangeError);
  });
});

describe("training in the clear", () => {
  const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
  const splits = [1, 2, 3, 4, 5].map((split) => prepareSplit(table, split));
  const mean = (accuracies: readonly number[]) =>
    accuracies.reduce((sum, a) => sum + a, 0) / accuracies.length;

  it("the polynomial comes within a point of the exact sigmoid, and z stays far inside its range", () => {
    const exact = splits.map((s) => testAccuracy(s, trainInTheClear(s, 12).model));
    const runs = splits.map((s) => trainInTheClear(s, 12, polynomialSigmoid));
    const polynomial = runs.map((run, i) => testAccuracy(splits[i]!, run.model));
    assert.ok(mean(exact) >= 0.95 && mean(polynomial) >= 0.95);
    assert.ok(Math.abs(mean(exact) - mean(polynomial)) < 0.01);
    for (const { largest, model } of runs)
      assert.ok(largest < 20 && model.every((w) => Math.abs(w) < 2));
  });

  it("clipping costs the floating-point model nothing", () => {
    const clipped = splits.map((s) => testAccuracy(s, trainInTheClear(s, 12).model));
    const whole = [1, 2, 3, 4, 5].map((split) => {
      const s = prepareSplit(table, split, Number.POSITIVE_INFINITY);
      return testAccuracy(s, trainInTheClear(s, 12).model);
    });
    assert.ok(mean(whole) - mean(clipped) < 0.005);
    assert.equal(CLIP, 3);
  });
});
