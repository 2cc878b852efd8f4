import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import { identifierOf } from "../../programs/data/identifiers.ts";
import program, { about, exampleSet } from "../../programs/set-intersection-size.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();
const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `id\n${lines.join("\n")}\n`);
  return path;
};
const opens = () => ["output 1"];

describe("set-intersection-size", () => {
  const args = { sizes: [15, 12] as [number, number], common: 7, seed: 1 };
  const [a, b] = [0, 1].map((party) => new Set(exampleSet(args, party)));
  const both = [...a!].filter((id) => b!.has(id)).length;

  it("makes up sets of which it knows what they share", () => {
    assert.deepEqual([a!.size, b!.size, both], [15, 12, 7]);
    assert.ok([...a!, ...b!].every((id) => id >= 0 && id < 2 ** 50));
    assert.notDeepEqual(exampleSet({ ...args, seed: 2 }, 0), exampleSet(args, 0));
  });

  gives("what sets of plain code share", {
    about,
    program,
    args: {},
    expected: () => ({ size: both }),
    opens,
  });
  gives("nothing in common", {
    about,
    program,
    args: { sizes: [1, 3], common: 0 },
    expected: () => ({ size: 0 }),
    opens,
    parties: [2],
  });

  write("names-0.csv", ["Ann", "Bob", '"Cy, the third"']);
  write("names-1.csv", ['"Cy, the third"', "bob", "Dan", "Ann"]);
  gives("names of files", {
    about,
    program,
    args: { sizes: [3, 4], file: join(folder, "names-{party}.csv") },
    expected: () => ({ size: 2 }),
    opens,
    parties: [2],
  });
  write("numbers-0.csv", ["0", String(2 ** 50 - 1), "5"]);
  write("numbers-1.csv", [String(2 ** 50 - 1), "0"]);
  gives("numbers at both ends of their range", {
    about,
    program,
    args: { sizes: [3, 2], as: "integer", file: join(folder, "numbers-{party}.csv") },
    expected: () => ({ size: 2 }),
    opens,
    parties: [2],
  });

  it("hashes a text to 50 bits of a hash that anybody can compute again", () => {
    const ids = Array.from({ length: 200 }, (_, k) => identifierOf(`person ${k}`));
    assert.ok(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 50));
    // Each bit is 0 somewhere and 1 somewhere.
    for (let bit = 0n; bit < 50n; bit++)
      assert.equal(new Set(ids.map((id) => (BigInt(id) >> bit) & 1n)).size, 2, `bit ${bit}`);
  });

  it("refuses duplicates, empty cells and other sizes where the owner reads them", () => {
    const refused = (args: object, words: RegExp, self = 0) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), self, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    const twice = write("twice.csv", ["Ann", "Bob", "Ann"]);
    refused({ sizes: [3, 3], file: twice }, /twice.csv line 4, column "id": the same as line 2/);
    const same = write("same.csv", ["7", "8", "07"]);
    refused({ sizes: [3, 3], as: "integer", file: same }, /line 4, .*the same as line 2/);
    const wide = write("wide.csv", [String(2 ** 50)]);
    refused({ sizes: [1, 1], as: "integer", file: wide }, /is not an integer from 0 to/);
    const gap = write("gap.csv", ["Ann", '""', "Bob"]);
    refused({ sizes: [3, 3], file: gap }, /line 3, column "id": the cell is empty/);
    refused({ sizes: [2, 3], file: twice }, /the same as line 2/);
    const three = join(folder, "names-0.csv");
    refused({ sizes: [2, 3], file: three }, /"file": 3 rows, "sizes" says 2/);
    refused({ sizes: [3, 3], file: three, column: "name" }, /no column "name"/);
    refused({ sizes: [1001, 1000] }, /"sizes": more than 1000000 pairs/);
    refused({ sizes: [3, 2], common: 3 }, /"common": more than one of the sets has/);
    // A party that brings no set has no file.
    about.check!(parseArguments(about, { file: "nowhere.csv" }), 2, 3);
  });
});
