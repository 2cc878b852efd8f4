/**
 * The baseline for the hospitals: logistic regression in plain floating point with the exact sigmoid, on the same
 * split, with the same number of steps of the same size from the same start.
 */

import { column, integerColumn } from "../../programs/data/column.ts";
import { splitRows, standardise } from "../../programs/data/standardise.ts";
import type { Table } from "../../programs/data/table.ts";
import { blockOf, CLIP, FEATURES, stepBits } from "../../programs/hospital-logistic-regression.ts";

export interface PreparedSplit {
  /** One row per patient, the intercept's 1 last. */
  readonly training: readonly Float64Array[];
  readonly trainingLabels: readonly number[];
  readonly test: readonly Float64Array[];
  readonly testLabels: readonly number[];
}

/** Prepares all columns in one place, as the parties prepare theirs. `clip` may differ; Infinity clips nothing. */
export function prepareSplit(table: Table, split: number, clip: number = CLIP): PreparedSplit {
  const { train, test } = splitRows(table.cells.length, split);
  const columns = blockOf(FEATURES, 0, 1).map(
    (name) => standardise(column(table, name), train, clip).values,
  );
  const labels = integerColumn(table, "benign", 0, 1);
  const row = (j: number) => Float64Array.from([...columns.map((c) => c[j]!), 1]);
  return {
    training: train.map(row),
    trainingLabels: train.map((j) => labels[j]!),
    test: test.map(row),
    testLabels: test.map((j) => labels[j]!),
  };
}

const dot = (a: Float64Array, b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/** 1/(1 + e^−z) */
export const exactSigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Returns the weights, the intercept last, and the largest |z| during training. */
export function trainInTheClear(
  { training, trainingLabels }: PreparedSplit,
  epochs: number,
  sigmoid: (z: number) => number = exactSigmoid,
): { model: number[]; largest: number } {
  const step = 2 ** -stepBits(training.length);
  const model: number[] = Array(training[0]!.length).fill(0);
  let largest = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const gradient: number[] = Array(model.length).fill(0);
    training.forEach((row, j) => {
      const z = dot(row, model);
      largest = Math.max(largest, Math.abs(z));
      const error = sigmoid(z) - trainingLabels[j]!;
      row.forEach((v, i) => {
        gradient[i]! += v * error;
      });
    });
    gradient.forEach((g, i) => {
      model[i]! -= step * g;
    });
  }
  return { model, largest };
}

/** The share of test rows that the model classifies correctly. */
export function testAccuracy(
  { test, testLabels }: PreparedSplit,
  model: readonly number[],
): number {
  const correct = test.filter((row, j) => dot(row, model) > 0 === (testLabels[j] === 1)).length;
  return correct / test.length;
}
