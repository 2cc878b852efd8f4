import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import type { Mpc, Program } from "../../operations/mpc.ts";
import { type About, parseArguments } from "../../programs/about.ts";
import checkedOutputs from "../../programs/checked-outputs.ts";
import crosstabs from "../../programs/crosstabs.ts";
import { column } from "../../programs/data/column.ts";
import { readTable } from "../../programs/data/table.ts";
import dependentProducts from "../../programs/dependent-products.ts";
import hospital from "../../programs/hospital-logistic-regression.ts";
import innerProduct, { about as aboutInnerProduct } from "../../programs/inner-product.ts";
import materialOnly from "../../programs/material-only.ts";
import mult3 from "../../programs/mult3.ts";
import sealedBid from "../../programs/sealed-bid.ts";
import { loadProgram, shippedPrograms } from "../../run/program-module.ts";

/** An Mpc on which every operation is a bug: what is wrong must be found before the first. */
const untouchable = (self: number, n: number): Mpc =>
  new Proxy({ self, n } as Mpc, {
    get(target, key) {
      if (key === "self" || key === "n") return target[key];
      throw new Error(`${String(key)} before the arguments were refused`);
    },
  });

const refused = (program: Program, args: unknown, message: RegExp, self = 0, n = 3) =>
  assert.rejects(program(untouchable(self, n), args), (error: Error) => {
    assert.ok(error instanceof UsageError, String(error.stack));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "spdz-arguments-"));
});
after(() => rmSync(folder, { recursive: true }));
const file = (text: string): string => {
  const path = join(folder, "table.csv");
  writeFileSync(path, text);
  return path;
};

describe("arguments of the programs", () => {
  it("have defaults throughout, and the name of their file", async () => {
    for (const shipped of shippedPrograms()) {
      const about = (await loadProgram(shipped)).about as About<unknown>;
      assert.equal(about.name, shipped);
      assert.ok(about.schema.safeParse({}).success, shipped);
      assert.deepEqual(parseArguments(about, undefined), parseArguments(about, {}));
    }
  });

  it("an unknown key is refused with the list of those that exist", () =>
    refused(hospital, { epoch: 3 }, /no argument "epoch"; there are: file, .*rows, .*epochs/));

  it("a value out of range is refused with its key and the limit", async () => {
    await refused(
      hospital,
      { epochs: 21 },
      /^hospital-logistic-regression: argument "epochs": .*20/,
    );
    await refused(hospital, { epochs: Number.NaN }, /argument "epochs": /);
    await refused(hospital, { labelHolder: 3 }, /argument "labelHolder": there are parties 0 … 2/);
    await refused(hospital, { features: ["a", "b"] }, /argument "features": fewer than parties/);
    await refused(mult3, { factors: [1, 2, 2 ** 19 + 1] }, /argument "factors.2": /);
    await refused(mult3, { factors: [null, 2, 3] }, /argument "factors.0": party 0 holds it/);
    await refused(crosstabs, { rowCuts: [3, 2] }, /argument "rowCuts": must increase/);
    await refused(crosstabs, { rowsFrom: 2 }, /argument "rowsFrom": there are parties 0 … 1/, 0, 2);
    await refused(innerProduct, { length: 4_000_000, bound: 2 ** 28 }, /length·bound² exceeds/);
    await refused(
      checkedOutputs,
      { length: 10, outputs: 3 },
      /"outputs": a divisor of the length 10/,
    );
    await refused(
      dependentProducts,
      { length: 1e6, rounds: 5 },
      /"length" and "rounds": more than/,
    );
    await refused(materialOnly, { kind: "tripel" }, /argument "kind": triple, square, .*: one of/);
    await refused(sealedBid, { prices: [] }, /argument "prices": /);
  });
});

describe("files of the programs", () => {
  it("a missing file, or a folder, is one clear line", async () => {
    await refused(
      hospital,
      { file: join(folder, "none.csv") },
      /cannot read .*none.csv: no such file/,
    );
    await refused(hospital, { file: folder }, /cannot read .*: it is a folder/);
  });

  it("{party} stands for the party's number", () =>
    refused(sealedBid, { file: join(folder, "bids-{party}.csv") }, /bids-1.csv: no such file/, 1));

  it("a wrong column is named, and those that exist", () =>
    refused(
      crosstabs,
      { file: file("age,dose\n1,2\n"), people: 1 },
      /table.csv: no column "benign"; it has age, dose/,
    ));

  it("a cell that is not a number is named by line and column", async () => {
    for (const cell of ["twelve", "Infinity", "1e999", "1.2.3"])
      await refused(
        crosstabs,
        { file: file(`benign,x\n1,1\n${cell},1\n`), people: 2 },
        /table.csv line 3, column "benign": ".*" is not a number/,
      );
  });

  it("a missing cell is named by line and column, unless a rule says what stands for it", async () => {
    for (const cell of ["NaN", "", "NA"])
      await refused(
        crosstabs,
        { file: file(`benign,x\n1,1\n${cell},1\n`), people: 2 },
        /table.csv line 3, column "benign": the cell is .*; its argument "missing" may be/,
      );
    const vector = file("value,x\n1,1\nNA,1\n");
    const args = { length: 2, file: vector, missing: 7 };
    assert.doesNotThrow(() =>
      aboutInnerProduct.check!(parseArguments(aboutInnerProduct, args), 0, 2),
    );
    await refused(innerProduct, { ...args, missing: "drop" }, /argument "missing": other parties'/);
  });

  it("a ragged row and a doubled column are refused", async () => {
    await refused(crosstabs, { file: file("benign,x\n1\n") }, /line 2: 1 cell, not 2 as in the/);
    await refused(crosstabs, { file: file("benign,x\n1,1\n\n1,1\n") }, /line 3: an empty line/);
    await refused(crosstabs, { file: file("") }, /it is empty: a header is expected/);
    await refused(crosstabs, { file: file("benign,benign\n1,2\n") }, /names a column twice/);
    await refused(crosstabs, { file: file("benign\n") }, /no rows below the header/);
  });

  it("a file in another form than a table's is told what it is, quotes are no part of a name", async () => {
    const written = (bytes: Uint8Array) => {
      const path = file("");
      writeFileSync(path, bytes);
      return { file: path, people: 2 };
    };
    const utf16 = written(Buffer.from("\ufeffbenign,x\n1,1\n0,1\n", "utf16le"));
    await refused(crosstabs, utf16, /table\.csv: UTF-8 is expected: perhaps .*UTF-16/);
    const macintosh = written(Buffer.from("benign,x\r1,1\r0,1\r"));
    await refused(crosstabs, macintosh, /table\.csv: its lines end as on an old Macintosh/);
    const quoted = file('\ufeff"benign","x"\r\n"1","1"\r\n"0","1"\r\n');
    assert.deepEqual(column(readTable(quoted, 0), "benign"), Float64Array.of(1, 0));
  });

  it("numbers are decimal, and integers without an exponent", async () => {
    const vector = (cell: string) => ({ length: 1, file: file(`value\n${cell}\n`) });
    for (const cell of ["0x10", "0b1", "1_000"])
      await refused(innerProduct, vector(cell), /is not a number/);
    await refused(innerProduct, vector("1e2"), /column "value": 1e2 is not an integer from/);
  });

  it("another number of rows than agreed is refused", async () => {
    await refused(crosstabs, { file: file("benign\n1\n") }, /1 rows, not 569 as agreed/);
    await refused(hospital, { rows: 568 }, /569 rows, not 568 as agreed/);
  });

  it("a label that is neither 0 nor 1, and a constant feature, are refused", async () => {
    const rows = (label: number, f: (j: number) => number) =>
      `benign,f,g,h\n${Array.from({ length: 10 }, (_, j) => `${j === 3 ? label : 1},${f(j)},1,1`).join("\n")}\n`;
    const args = { rows: 10, features: ["f", "g", "h"] };
    await refused(
      hospital,
      { ...args, file: file(rows(2, (j) => j)) },
      /line 5, column "benign": 2 is not an integer from 0 to 1/,
    );
    await refused(
      hospital,
      { ...args, file: file(rows(0, () => 4)) },
      /column "f": the training rows hold one value only/,
    );
  });

  it("bids that are negative, fractional, growing, or for other prices are refused", async () => {
    const bids = (quantities: string) => ({
      file: file(`price,party_0\n${quantities}\n`),
      prices: [1, 2],
    });
    await refused(sealedBid, bids("1,-5\n2,0"), /line 2, column "party_0": -5 is not an integer/);
    await refused(sealedBid, bids("1,5.5\n2,0"), /5.5 is not an integer/);
    await refused(sealedBid, bids("1,5\n2,6"), /line 3: the quantity grows with the price/);
    await refused(sealedBid, bids("1,5\n3,4"), /prices differ from the agreed ones/);
  });

  it("a vector of another length or beyond the bound is refused", async () => {
    const args = { length: 2, bound: 10, file: file("value\n1\n11\n") };
    await refused(
      innerProduct,
      args,
      /line 3, column "value": 11 is not an integer from -10 to 10/,
    );
    await refused(innerProduct, { ...args, bound: 11, length: 3 }, /2 rows, "length" says 3/);
  });
});
