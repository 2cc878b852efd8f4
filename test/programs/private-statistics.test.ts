import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import { column } from "../../programs/data/column.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import program, { about } from "../../programs/private-statistics.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { evaluate } from "./evaluate.ts";
import { gives } from "./gives.ts";

type Result = Awaited<ReturnType<typeof program>>;

/** Two passes over all rows in doubles, after rounding to 2^-8. */
function plainStatistics(columns: readonly (readonly number[])[]) {
  const n = columns[0]!.length;
  const means = columns.map((c) => c.reduce((sum, v) => sum + v, 0) / n);
  const covariance = (i: number, j: number) =>
    columns[i]!.reduce((sum, v, k) => sum + (v - means[i]!) * (columns[j]![k]! - means[j]!), 0) /
    (n - 1);
  return { means, covariance };
}

const near = (given: number | null, expected: number, what: string) =>
  assert.ok(Math.abs(given! - expected) <= 1e-9 * (1 + Math.abs(expected)), `${what}: ${given}`);

const folder = ownTemporaryFolder();
const opens = () => ["output 25"];

describe("private-statistics", () => {
  const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
  const names = ["mean_radius", "mean_texture", "benign"];
  const given = names.map((name) => [...column(table, name)]);
  const columns = given.map((values) => values.map((v) => Math.round(v * 256) / 256));
  let first: Result;

  it("describes all rows as plain arithmetic does", async () => {
    first = (await evaluate("plain", 2, program, {})).results[0]!;
    const { means, covariance } = plainStatistics(columns);
    assert.equal(first.rows, 569);
    names.forEach((name, i) => {
      const { mean, variance, least, greatest } = first.columns[name]!;
      near(mean, means[i]!, `mean of ${name}`);
      near(variance, covariance(i, i), `variance of ${name}`);
      assert.deepEqual([least, greatest], [Math.min(...columns[i]!), Math.max(...columns[i]!)]);
      names.forEach((_, j) => {
        const both = Math.sqrt(covariance(i, i) * covariance(j, j));
        near(first.correlations[i]![j]!, covariance(i, j) / both, `correlation ${i}, ${j}`);
      });
    });
    const bin = (v: number) => [10, 12, 14, 16, 20].filter((cut) => cut <= v).length;
    const counts = Array<number>(6).fill(0);
    for (const v of given[0]!) counts[bin(v)]!++;
    assert.deepEqual(first.histograms, { mean_radius: counts });
    const sorted = [...given[0]!].sort((a, b) => a - b);
    [0.25, 0.5, 0.75].forEach((q, k) => {
      const value = sorted[Math.ceil(q * sorted.length) - 1]!;
      const cell = Math.floor(value * 2) / 2;
      assert.deepEqual(first.quantiles.mean_radius![k], [cell, cell + 0.5]);
    });
  });

  // The same to the last bit, however rows are split, because what is opened is exact.
  gives("the same however rows are split", {
    about,
    program,
    args: {},
    expected: () => first,
    opens,
  });

  const write = (name: string, values: readonly number[]) =>
    writeFileSync(join(folder, name), `x\n${values.join("\n")}\n`);
  write("own-0.csv", [-3]);
  write("own-1.csv", [5, 1, 1]);
  gives("of files of their own, with parties of unequal size", {
    about,
    program,
    args: {
      file: join(folder, "own-{party}.csv"),
      rows: "all",
      columns: ["x"],
      cuts: {},
      grids: { x: [-4, 6, 10] },
      quantiles: [1, 250, 251, 750, 751, 999],
    },
    // In order −3, 1, 1, 5. Σx = 4, Σx² = 36, 4·36 − 16 = 128, over 4·3.
    expected: () => ({
      rows: 4,
      columns: { x: { mean: 1, variance: 128 / 12, least: -3, greatest: 5 } },
      histograms: {},
      quantiles: { x: [-3, -3, 1, 1, 5, 5].map((v) => [v, v + 1]) },
      correlations: [[1]],
    }),
    opens: () => ["output 11"],
    parties: [2],
  });

  it("says nothing of a spread that is none", async () => {
    write("same-0.csv", [2]);
    write("same-1.csv", [2]);
    const args = {
      file: join(folder, "same-{party}.csv"),
      rows: "all",
      columns: ["x"],
      cuts: {},
      grids: {},
    };
    const { results } = await evaluate("plain", 2, program, args);
    assert.deepEqual(results[0]!.columns, { x: { mean: 2, variance: 0, least: 2, greatest: 2 } });
    assert.deepEqual(results[0]!.correlations, [[null]]);
  });

  it("refuses what is no such table, and too many rows", () => {
    const refused = (args: object, words: RegExp) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused({ cuts: { mean_area: [1] } }, /"cuts": no column "mean_area" is asked for/);
    refused({ grids: { mean_area: [0, 1, 2] } }, /"grids": no column "mean_area" is asked for/);
    refused({ grids: { mean_radius: [0, 20, 2] } }, /outside of its grid, from 0 to below 20/);
    refused({ columns: ["benign", "benign"] }, /"columns": each once/);
    refused({ most: 100 }, /284 rows; 1 to 100 are expected/);
    refused({ largest: 20, cuts: {} }, /column "mean_radius" has a number beyond "largest" 20/);
    refused({ columns: ["age"], cuts: {}, grids: {} }, /no column "age"/);
  });
});
