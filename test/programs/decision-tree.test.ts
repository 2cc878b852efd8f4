import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import { column } from "../../programs/data/column.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import program, { about, FEATURES } from "../../programs/decision-tree.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";
import { growTree } from "./grow-tree.ts";

const folder = ownTemporaryFolder();
const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};
const data = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
const columns = FEATURES.map((name) => column(data, name));
const benign = column(data, "benign");
const shipped = readTable(dataFile("breast-cancer-tree.csv"), 0);

/** Down from the root, in plain numbers. */
function classOf(row: number): number {
  let node = 0;
  while (shipped.cells[node]![1] !== "") {
    const [, feature, threshold] = shipped.cells[node]!;
    const value = columns[FEATURES.indexOf(feature!)]![row]!;
    node = 2 * node + (value < Number(threshold) ? 1 : 2);
  }
  return Number(shipped.cells[node]![3]);
}

describe("decision-tree", () => {
  gives("the class at the end of each path, to the owner of the rows", {
    about,
    program,
    args: {},
    expected: (_, self) => ({
      classes: self === 1 ? Array.from({ length: 6 }, (_, k) => classOf(455 + k)) : null,
    }),
    opens: () => ["outputTo P1 6"],
  });

  // Both sides of each node of a tree of two features, and its thresholds themselves.
  const tree = write("tree.csv", [
    "node,feature,threshold,class",
    "0,a,0.5,",
    "1,b,-1,",
    "2,a,2,",
    "3,,,0",
    "4,,,7",
    "5,,,255",
    "6,,,3",
  ]);
  const file = write("rows.csv", ["a,b", "0.25,-2", "0,-1", "0.5,9", "1.75,-9", "2,0", "-3,5"]);
  const own = { tree, file, depth: 2, features: ["a", "b"], first: 0, largest: 10 };
  gives("what is equal to a threshold goes to the right", {
    about,
    program,
    args: { ...own, treeFrom: 1, rowsFrom: 0 },
    expected: (_, self) => ({ classes: self === 0 ? [0, 7, 255, 255, 3, 7] : null }),
    opens: () => ["outputTo P0 6"],
    parties: [2],
  });
  gives("a tree of one node", {
    about,
    program,
    args: {
      ...own,
      depth: 1,
      tree: write("stump.csv", ["node,feature,threshold,class", "0,b,0,", "1,,,1", "2,,,2"]),
    },
    expected: (_, self) => ({ classes: self === 1 ? [1, 1, 2, 1, 2, 2] : null }),
    opens: () => ["outputTo P1 6"],
    parties: [2],
  });

  it("ships the tree that plain code grows on the first 455 rows, right for nine in ten others", () => {
    const rows = Array.from({ length: 455 }, (_, k) => k);
    const grown = growTree(columns, benign, rows, 3).map(({ feature, threshold, majority }, k) =>
      k < 7 ? [`${k}`, FEATURES[feature], `${threshold}`, ""] : [`${k}`, "", "", `${majority}`],
    );
    assert.deepEqual(shipped.cells, grown);
    const others = Array.from({ length: 569 - 455 }, (_, k) => 455 + k);
    const right = others.filter((row) => classOf(row) === benign[row]).length;
    assert.ok(right >= 0.9 * others.length, `${right} of ${others.length}`);
  });

  it("refuses trees and rows of another form", () => {
    const refused = (args: object, words: RegExp, self = 0) =>
      assert.throws(
        () => about.check!(parseArguments(about, { ...own, ...args }), self, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused({ depth: 3 }, /7 nodes; a tree of depth 3 has 15/);
    refused({ features: ["a", "c"] }, /tree.csv line 3: "b" is none of the features/);
    refused({ largest: 1 }, /line 4: a threshold from -1 to 1 is expected/);
    refused({ largest: 1 }, /column "a" has a number beyond "largest" 1/, 1);
    refused({ first: 5, count: 2 }, /6 rows; "first" 5 and "count" 2 ask for more/, 1);
    refused({ treeFrom: 2 }, /"treeFrom": there are parties 0 … 1/);
    const swapped = write("swapped.csv", [
      "node,feature,threshold,class",
      "1,a,0,",
      "0,,,1",
      "2,,,1",
    ]);
    refused({ tree: swapped, depth: 1 }, /swapped.csv line 2: node 0 is expected/);
    const label = write("label.csv", [
      "node,feature,threshold,class",
      "0,a,0,",
      "1,,,256",
      "2,,,1",
    ]);
    refused({ tree: label, depth: 1 }, /label.csv line 3: a class from 0 to 255 is expected/);
  });
});
