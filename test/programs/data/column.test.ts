import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { UsageError } from "../../../host/usage-error.ts";
import { parseArguments } from "../../../programs/about.ts";
import {
  column,
  columns,
  integerColumn,
  type Reading,
  readingArguments,
} from "../../../programs/data/column.ts";
import { readTable } from "../../../programs/data/table.ts";
import { ownTemporaryFolder } from "../../run/leftovers.ts";

const folder = mkdtempSync(join(ownTemporaryFolder(), "columns-"));
const table = (text: string) => {
  writeFileSync(join(folder, "t.csv"), text);
  return readTable(join(folder, "t.csv"), 0);
};
const refused = (work: () => unknown, words: RegExp) =>
  assert.throws(work, (error: Error) => {
    assert.ok(error instanceof UsageError, error.stack);
    assert.match(error.message, words);
    return true;
  });
const PATIENTS = table(
  [
    '"","age","weight","note","sex","admitted"',
    '"1",50,80.5,"a, b",F,2024-02-29',
    '"2",NA,70,"two\nlines",M,1970-01-01',
    '"3",41,,x,F,1969-12-31',
    '"4",62,60,y,?,2000-03-01',
    "",
  ].join("\r\n"),
);
const read = (name: string, reading: Reading = {}) => [...column(PATIENTS, name, reading)];

describe("a missing cell", () => {
  it("is refused by default, with its line and column", () => {
    refused(
      () => read("age"),
      /^t\.csv line 3, column "age": the cell is missing \("NA"\); its argument "missing" may be/,
    );
    refused(() => read("weight"), /^t\.csv line 5, column "weight": the cell is empty; /);
  });

  it("is the mean of the others, or a number, where a rule says so", () => {
    assert.deepEqual(read("age", { missing: "mean" }), [50, 51, 41, 62]);
    assert.deepEqual(read("age", { missing: -1 }), [50, -1, 41, 62]);
    assert.deepEqual(
      [...integerColumn(PATIENTS, "age", 0, 99, { missing: "mean" })],
      [50, 51, 41, 62],
    );
    const empty = table("a,b\n,1\n,2\n");
    refused(() => column(empty, "a", { missing: "mean" }), /column "a" is empty, and has no mean/);
    refused(
      () => integerColumn(PATIENTS, "age", 0, 99, { missing: 0.5 }),
      /line 3, .*: 0\.5 is not an/,
    );
    refused(() => read("age", { missing: Number.NaN }), /missing: NaN stands for nothing/);
  });

  it("drops its row, from all columns that are read together", () => {
    const [age, weight] = columns(PATIENTS, ["age", "weight"], { missing: "drop" });
    assert.deepEqual([...age!], [50, 62]);
    assert.deepEqual([...weight!], [80.5, 60]);
    assert.deepEqual(read("age", { missing: "drop" }), [50, 41, 62]);
    refused(() => column(table("a,b\n,1\n"), "a", { missing: "drop" }), /no row has all of a/);
  });

  it("cannot be dropped where other parties' rows belong to it", () => {
    const about = { name: "p", schema: z.strictObject(readingArguments) };
    assert.deepEqual(parseArguments(about, {}), { missing: "refuse", codes: {} });
    assert.equal(parseArguments(about, { missing: "mean" }).missing, "mean");
    assert.equal(parseArguments(about, { missing: 0 }).missing, 0);
    refused(
      () => parseArguments(about, { missing: "drop" }),
      /^p: argument "missing": other parties'/,
    );
    refused(() => parseArguments(about, { missing: "maen" }), /"refuse", "mean" or a number is/);
  });
});

describe("a text", () => {
  it("of a category stands for its number", () => {
    const codes = { sex: { F: 0, M: 1, "?": 2 } };
    assert.deepEqual(read("sex", { codes }), [0, 1, 0, 2]);
    refused(
      () => read("sex", { codes: { sex: { F: 0 } } }),
      /^t\.csv line 3, column "sex": "M" is none of "F", for which codes has a number$/,
    );
    refused(
      () => read("sex"),
      /line 2, column "sex": "F" is not a number; "codes" \(an argument of the program, or/,
    );
    refused(
      () => read("sex", { codes: { sex: { F: Number.NaN } } }),
      /"F" must stand for a finite/,
    );
  });

  it("of a date is its day since 1970-01-01", () => {
    const codes = { admitted: "YYYY-MM-DD" };
    assert.deepEqual(read("admitted", { codes }), [19782, 0, -1, 11017]);
    const german = table("d,n\n01.01.1970,1\n2.1.1970,2\n");
    assert.deepEqual([...column(german, "d", { codes: { d: "DD.MM.YYYY" } })], [0, 1]);
    const impossible = table("d,n\n2023-02-29,1\n");
    refused(
      () => column(impossible, "d", { codes: { d: "YYYY-MM-DD" } }),
      /no date of the form YYYY/,
    );
    refused(() => read("admitted"), /"2024-02-29" is not a number; .* how dates are written/);
    refused(
      () => read("admitted", { codes: { admitted: "iso" } }),
      /codes: "admitted": a number for/,
    );
  });

  it("that is a number with a comma is told so", () =>
    refused(
      () => column(table("a;b\n1,5;2\n"), "a"),
      /"1,5" is not a number: a decimal point is expected, not a comma/,
    ));
});
