import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { draw } from "../../../experiments/report/plots/plots.ts";
import { cellsOf } from "../../../experiments/statistics/cells.ts";
import { syntheticRun } from "../../support/run-records.ts";

const ofScale = (scale: number, repetition: number, worst: number, mean: number) =>
  syntheticRun({
    security: "plain",
    repetition,
    args: { scale },
    result: { functions: { exp: { worst, mean, claim: 1.2 } } },
  });
const drawn = (runs: Parameters<typeof cellsOf>[0]) =>
  draw(["accuracy-by-function"], { cells: cellsOf(runs), baseline: "plain" });

describe("the plot of the accuracy of functions", () => {
  it("has the worst of all runs, the mean of their means and the claim, in a panel for each cell", () => {
    const { figures } = drawn([
      ofScale(8, 0, 0.5, 0.2),
      ofScale(8, 1, 0.9, 0.4),
      ofScale(16, 0, 0.7, 0.3),
    ]);
    const [{ specification, caption }] = figures as [(typeof figures)[number]];
    const { values } = specification.data as {
      readonly values: readonly Record<string, unknown>[];
    };
    const found = values.map(({ of, worst, mean, claim, runs }) => [of, worst, mean, claim, runs]);
    assert.deepEqual(
      found.map((row) => row.map((x) => (typeof x === "number" ? Number(x.toFixed(9)) : x))),
      [
        ["exp", 0.9, 0.3, 1.2, 2],
        ["exp", 0.7, 0.3, 1.2, 1],
      ],
    );
    assert.equal(new Set(values.map(({ panel }) => panel)).size, 2);
    assert.match(caption.join(" "), /insecure: computed in the clear/);
  });

  it("is none of results that have no functions", () => {
    for (const result of [{ error: 1 }, { functions: 3 }, { functions: { exp: 1 } }, null])
      assert.deepEqual(drawn([syntheticRun({ security: "plain", result })]).empty, [
        "accuracy-by-function",
      ]);
  });
});
