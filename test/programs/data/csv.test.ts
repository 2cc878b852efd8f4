import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UsageError } from "../../../host/usage-error.ts";
import { parseCsv } from "../../../programs/data/csv.ts";

const cellsOf = (text: string) => parseCsv(text, "t.csv").cells;
const refused = (text: string, words: RegExp) =>
  assert.throws(
    () => parseCsv(text, "t.csv"),
    (error: Error) => error instanceof UsageError && words.test(error.message),
  );

describe("CSV", () => {
  it("a comma, a line end and a doubled quote within quotes are part of the cell", () => {
    const text =
      'id,value,"note"\r\n1,1,"left, upper"\r\n2,2,"two\r\nlines"\r\n3,3,"said ""no"""\r\n';
    const { cells, lines } = parseCsv(text, "t.csv");
    assert.deepEqual(cells, [
      ["id", "value", "note"],
      ["1", "1", "left, upper"],
      ["2", "2", "two\nlines"],
      ["3", "3", 'said "no"'],
    ]);
    // Of the file, as an editor counts them.
    assert.deepEqual(lines, [1, 2, 3, 5]);
  });

  it("whatever is written by the rules comes back", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", "1", ",", ";", "\t", '"', "\n", " ", "é") })
      .map((text) => text.trim());
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 6,
        }),
      )
      // An empty line at the end is none; the header says what separates.
      .map((rows) => [rows[0]!.map((_, k) => `c${k}`), ...rows, rows[0]!.map(() => "end")]);
    const ends = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(
        table,
        ends,
        fc.constantFrom(",", ";", "\t"),
        fc.boolean(),
        (rows, end, s, all) => {
          const written = (text: string) =>
            all || /[,;\t"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
          const text = rows.map((row) => row.map(written).join(s)).join(end) + end;
          if (rows[0]!.length === 1 && s !== ",") return;
          assert.deepEqual(cellsOf(text), rows);
        },
      ),
    );
  });

  it("semicolons or tabs separate where the header has no comma outside of quotes", () => {
    assert.deepEqual(cellsOf('"a,b";c\n"1,5";2\n'), [
      ["a,b", "c"],
      ["1,5", "2"],
    ]);
    assert.deepEqual(cellsOf("a\tb\n1\t2\n"), [
      ["a", "b"],
      ["1", "2"],
    ]);
    assert.deepEqual(cellsOf("a,b\n1;5,2\n")[1], ["1;5", "2"]);
  });

  it("a quote within an unquoted cell is a quote", () => {
    assert.deepEqual(cellsOf('size,n\n5" pipe,1\n')[1], ['5" pipe', "1"]);
  });

  it("a quote that is never closed, and what stands behind one, are refused by line", () => {
    refused(
      'a,b\n1,2\n3,"open\n4,5\n',
      /^t\.csv line 3: a cell's quote is opened and never closed/,
    );
    refused('a,b\n"x"y,2\n', /^t\.csv line 2: something stands behind a cell's closing quote/);
    refused("a,b\r1,2\r", /^t\.csv: its lines end as on an old Macintosh, from line 1 on/);
    refused('a,"b"\n1,2\r3,4\n', /^t\.csv: its lines end .* from line 2 on/);
  });
});
