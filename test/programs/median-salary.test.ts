import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, exampleSalaries } from "../../programs/median-salary.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();
const opens = () => ["output 1"];

/** Of two in the middle the lower. */
const medianOf = (salaries: readonly number[]): number =>
  [...salaries].sort((a, b) => a - b)[Math.ceil(salaries.length / 2) - 1]!;

describe("median-salary", () => {
  const made = (employees: readonly number[], seed: number) =>
    employees.flatMap((count, party) => [
      ...exampleSalaries({ employees: count, highest: 1_000_000, seed }, party),
    ]);
  gives("the salary in the middle of the sorted list", {
    about,
    program,
    args: {},
    expected: (n) => ({ median: medianOf(made(Array(n).fill(5), 1)) }),
    opens,
  });
  gives("the same of parties of unequal size", {
    about,
    program,
    args: { employees: [1, 6, 2], seed: 4 },
    expected: () => ({ median: medianOf(made([1, 6, 2], 4)) }),
    opens,
    parties: [3],
  });

  const write = (party: number, salaries: readonly (number | string)[]) =>
    writeFileSync(join(folder, `own-${party}.csv`), `salary\n${salaries.join("\n")}\n`);
  write(0, [2 ** 40, 0, 7]);
  write(1, [2 ** 40, 9, 7]);
  const own = { employees: 3, highest: 2 ** 40, file: join(folder, "own-{party}.csv") };
  gives("the lower of two in the middle, at both ends of the range", {
    about,
    program,
    args: own,
    expected: () => ({ median: 7 }),
    opens,
    parties: [2],
  });

  it("refuses salaries out of range, and other numbers of them", () => {
    const refused = (args: object, words: RegExp, self = 0) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), self, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused({ employees: [1, 2, 3] }, /"employees": 3 numbers, 2 parties/);
    refused({ employees: 5001 }, /"employees": more than 10000 in all/);
    refused({ employees: "many" }, /"employees": a number from 1 on, or a list of them/);
    refused({ ...own, employees: [2, 3] }, /"file": 3 rows, "employees" says 2/);
    refused(
      { ...own, highest: 8 },
      /line 2, column "salary": 1099511627776 is not an integer from 0 to 8/,
      1,
    );
  });
});
