import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import { column } from "../../programs/data/column.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import program, { about } from "../../programs/digit-classifier.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const table = readTable(dataFile("optical-digits-test.csv"), 0);
const pixels = table.names.slice(0, 64).map((name) => column(table, name));
const labels = column(table, "digit");
const rows = readTable(dataFile("digit-network.csv"), 0).cells.map((cells) => cells.map(BigInt));

/** The logits of a row of the data as integers of 20 fractional bits, in bigints: its floor is that of `>>`. */
function plainLogits(row: number): bigint[] {
  const sums = (layer: bigint, inputs: readonly bigint[], bits: bigint, size: number) => {
    const out = Array<bigint>(size).fill(0n);
    for (const [of, from, to, weight] of rows) {
      if (of !== layer) continue;
      // One past the last unit is the bias, of 12 fractional bits.
      const x = Number(from) === inputs.length ? 1n << bits : inputs[Number(from)]!;
      out[Number(to)]! += x * weight!;
    }
    return out;
  };
  const image = pixels.map((values) => BigInt(values[row]!));
  const hidden = sums(1n, image, 4n, 16).map((v) => (v > 0n ? v : 0n) >> 8n);
  return sums(2n, hidden, 8n, 10);
}

const digitOf = (row: number): number => {
  const logits = plainLogits(row);
  return logits.indexOf(logits.reduce((a, b) => (b > a ? b : a)));
};

describe("digit-classifier", () => {
  gives("the digits of plain fixed point, to the owner of the images", {
    about,
    program,
    args: { count: 2, first: 3 },
    expected: (_, self) => ({ digits: self === 0 ? [digitOf(3), digitOf(4)] : null }),
    opens: () => ["outputTo P0 2"],
  });
  gives("the logits of plain fixed point, bit by bit", {
    about,
    program,
    args: { count: 2, reveal: "logits", imagesFrom: 1, networkFrom: 0 },
    expected: (_, self) => ({
      logits: self === 1 ? [0, 1].flatMap(plainLogits).map((raw) => Number(raw) / 2 ** 20) : null,
    }),
    opens: () => ["outputTo P1 20"],
  });

  it("reads at least nine in ten of 200 images that it was not trained on", () => {
    assert.equal(labels.length, 200);
    const right = labels.filter((label, row) => digitOf(row) === label).length;
    assert.ok(right >= 180, `${right} of 200`);
  });

  it("refuses networks and images of another form", () => {
    const refused = (args: object, words: RegExp, self: number, n = 2) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), self, n),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    const network = join(ownTemporaryFolder(), "network.csv");
    writeFileSync(network, "layer,from,to,weight\n1,0,0,5\n1,0,1,7\n");
    refused({ network }, /network.csv: no weight for layer,from,to 1,0,2/, 1);
    writeFileSync(network, "layer,from,to,weight\n1,0,0,32769\n");
    refused({ network }, /line 2, column "weight": 32769 is not an integer from -32768/, 1);
    refused({ first: 199, count: 2 }, /200 rows; "first" 199 and "count" 2 ask for more/, 0);
    refused({ networkFrom: 2 }, /"networkFrom": there are parties 0 … 1/, 0);
    refused({ images: dataFile("digit-network.csv") }, /200|no column|rows/, 0);
  });
});
