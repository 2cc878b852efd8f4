import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  prepareSplit,
  testAccuracy,
  trainInTheClear,
} from "../../experiments/hospital-splits/floating-point.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import hospitalLogisticRegression, {
  about,
  FEATURES,
  type HospitalResult,
  polynomialSigmoid,
} from "../../programs/hospital-logistic-regression.ts";
import { assertPlanned, EVALUATORS, evaluate } from "./evaluate.ts";
import { noting } from "./gives.ts";

const SPLIT = 1;
const EPOCHS = 12;
const clear = prepareSplit(readTable(dataFile("breast-cancer-wisconsin.csv"), 0), SPLIT);
const floating = trainInTheClear(clear, EPOCHS).model;
const polynomial = trainInTheClear(clear, EPOCHS, polynomialSigmoid).model;

const modelOf = ({ weights, intercept }: HospitalResult): number[] => [
  ...FEATURES.map((name) => weights[name]!),
  intercept,
];

describe("hospital-logistic-regression", () => {
  for (const evaluator of EVALUATORS)
    for (const n of evaluator === "additive" ? [3] : [2, 3])
      it(`${evaluator}, ${n} parties: trains the model that floating point trains`, async () => {
        const args = { split: SPLIT, epochs: EPOCHS, labelHolder: n - 1 };
        const evaluation = await evaluate(evaluator, n, noting(hospitalLogisticRegression), args);
        for (const { opened } of evaluation.results)
          assert.deepEqual(opened, ["outputNumbers 31", `outputTo P${n - 1} ${clear.test.length}`]);
        const results = evaluation.results.map(({ result }) => result as HospitalResult);
        const model = modelOf(results[0]!);
        for (const result of results) assert.deepEqual(modelOf(result), model);
        // Beside the same polynomial without rounding. In the clear truncation is the floor, which has a bias.
        const tolerance = evaluator === "plain" ? 0.015 : 0.004;
        model.forEach((w, i) => {
          assert.ok(
            Math.abs(w - polynomial[i]!) < tolerance,
            `weight ${i}: ${w}, ${polynomial[i]}`,
          );
        });
        const accuracy = testAccuracy(clear, model);
        assert.ok(accuracy >= 0.95);
        assert.ok(Math.abs(accuracy - testAccuracy(clear, floating)) <= 0.01);
        // The label holder alone learns the accuracy, and counts right.
        results.forEach((result, party) => {
          assert.equal(result.test === null, party !== n - 1);
        });
        const { rows, correct } = results[n - 1]!.test!;
        assert.equal(rows, clear.test.length);
        assert.equal(correct, Math.round(accuracy * rows));
        // A party learns the scaling of its own columns only.
        const scaled = results.flatMap((result) => Object.keys(result.scaling));
        assert.deepEqual(scaled, FEATURES);
        await assertPlanned(evaluator, hospitalLogisticRegression, args, evaluation, about);
      });
});
