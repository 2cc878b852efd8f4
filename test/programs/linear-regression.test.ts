import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import { column } from "../../programs/data/column.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import program, { about, type LinearRegressionArgs } from "../../programs/linear-regression.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();
type Result = Awaited<ReturnType<typeof program>>;

/** By Gauss–Jordan with pivots chosen, in doubles. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < rows.length; k++) {
    const best = rows.slice(k).reduce((a, b) => (Math.abs(b[k]!) > Math.abs(a[k]!) ? b : a));
    const at = rows.indexOf(best);
    [rows[k], rows[at]] = [best, rows[k]!];
    rows[k] = best.map((v) => v / best[k]!);
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i]![k]!;
      if (i !== k) rows[i] = rows[i]!.map((v, j) => v - factor * rows[k]![j]!);
    }
  }
  return rows.map((row) => row.at(-1)!);
}

/** The same model in the units of scaled columns: a coefficient of each, and the intercept. */
function plainModel(args: LinearRegressionArgs, n: number, columns: (name: string) => number[]) {
  const scaled = (name: string, [low, high]: readonly number[]) =>
    columns(name).map((v) => ((v - low!) / (high! - low!)) * 2 - 1);
  const x = Object.entries(args.features).map(([name, range]) => scaled(name, range));
  const y = scaled(args.target, args.targetRange);
  const design = [...x, y.map(() => 1)];
  const dot = (a: number[], b: number[]) => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
  const shrinking = 2 ** (Math.ceil(Math.log2(args.most * n)) - args.shrinking);
  return solved(
    design.map((a, i) => design.map((b, j) => dot(a, b) + (i === j ? shrinking : 0))),
    design.map((a) => dot(a, y)),
  );
}

/** Each coefficient within 2^-9 of scaled columns; the prediction at the middle of all columns, too. */
function nearModel(result: unknown, args: LinearRegressionArgs, expected: readonly number[]) {
  const { coefficients, intercept } = result as Result;
  const [low, high] = args.targetRange;
  const half = (high - low) / 2;
  let middle = intercept;
  Object.entries(args.features).forEach(([name, [least, greatest]], k) => {
    const scaled = (coefficients[name]! * (greatest - least)) / 2 / half;
    assert.ok(Math.abs(scaled - expected[k]!) < 2 ** -9, `${name}: ${scaled}, ${expected[k]}`);
    middle += (coefficients[name]! * (greatest + least)) / 2;
  });
  const given = (middle - (low + high) / 2) / half;
  assert.ok(
    Math.abs(given - expected.at(-1)!) < 2 ** -9,
    `intercept: ${given}, ${expected.at(-1)}`,
  );
}

describe("linear-regression", () => {
  const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
  const defaults = parseArguments(about, {});
  gives("the model of plain elimination, and no sum", {
    about,
    program,
    args: {},
    near: (result, n) =>
      nearModel(
        result,
        defaults,
        plainModel(defaults, n, (name) => [...column(table, name)]),
      ),
    opens: () => ["outputNumbers 4"],
  });

  // y = 1 + x/2 on both parties' rows; where x never changes nothing is explained by it.
  const write = (party: number, rows: readonly string[]) =>
    writeFileSync(join(folder, `line-${party}.csv`), `x,c,y\n${rows.join("\n")}\n`);
  write(0, ["-1,1,0.5", "-0.5,1,0.75"]);
  write(1, ["1,1,1.5", "0.5,1,1.25", "0,1,1"]);
  const line = {
    file: join(folder, "line-{party}.csv"),
    rows: "all" as const,
    most: 4,
    features: { x: [-1, 1] as [number, number] },
    target: "y",
    targetRange: [0, 2] as [number, number],
  };
  const all = { x: [-1, -0.5, 1, 0.5, 0], y: [0.5, 0.75, 1.5, 1.25, 1], c: [1, 1, 1, 1, 1] };
  const expectedOf = (args: LinearRegressionArgs) =>
    plainModel(args, 2, (name) => all[name as keyof typeof all]);
  const lineArgs = parseArguments(about, line);
  gives("a line through points of files", {
    about,
    program,
    args: line,
    near: (result) => nearModel(result, lineArgs, expectedOf(lineArgs)),
    opens: () => ["outputNumbers 2"],
    parties: [2],
  });
  // Two columns of 1: only what is added to the diagonal tells them apart.
  const constant = { ...line, features: { ...line.features, c: [-1, 1] as [number, number] } };
  const constantArgs = parseArguments(about, { ...constant, shrinking: 4 });
  gives("a column that says nothing new", {
    about,
    program,
    args: { ...constant, shrinking: 4 },
    near: (result) => nearModel(result, constantArgs, expectedOf(constantArgs)),
    opens: () => ["outputNumbers 3"],
    parties: [2],
  });

  it("refuses values beyond their range, and rows without end", () => {
    const refused = (args: object, words: RegExp) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused({ targetRange: [0, 20] }, /column "mean_radius" has a number that is not from 0 to 20/);
    refused({ targetRange: [1, 1] }, /"targetRange": the least comes before the greatest/);
    refused({ features: {} }, /"features": 1 to 16 columns are expected/);
    refused({ target: "mean_texture" }, /"target": "mean_texture" is a feature, too/);
    refused({ most: 100 }, /284 rows; 1 to 100 are expected/);
  });
});
