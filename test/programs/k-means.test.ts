import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, examplePoints, type KMeansArgs, PLACES } from "../../programs/k-means.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();
type Point = readonly number[];

/** Lloyd's algorithm in doubles. */
function lloyd(points: readonly Point[], start: readonly Point[], iterations: number) {
  let centres = start;
  for (let k = 0; k < iterations; k++) {
    const distance = (p: Point, c: Point) => p.reduce((sum, v, i) => sum + (v - c[i]!) ** 2, 0);
    const own = points.map((p) => {
      const all = centres.map((c) => distance(p, c));
      return all.indexOf(Math.min(...all));
    });
    centres = centres.map((centre, c) => {
      const members = points.filter((_, j) => own[j] === c);
      if (members.length === 0) return centre;
      return centre.map((_, i) => members.reduce((sum, p) => sum + p[i]!, 0) / members.length);
    });
  }
  return centres;
}

/** Each number within half a step and 2^-12 of the range. */
function nearCentres(result: unknown, expected: readonly Point[], span: number, bits: number) {
  const { centres } = result as Awaited<ReturnType<typeof program>>;
  assert.equal(centres.length, expected.length);
  expected.flat().forEach((v, k) => {
    const off = Math.abs(centres.flat()[k]! - v) / span;
    assert.ok(off <= 2 ** -(bits + 1) + 2 ** -12, `${k}: ${centres.flat()[k]}, ${v}`);
  });
}

describe("k-means", () => {
  const defaults = parseArguments(about, {});
  const pointsOf = (args: KMeansArgs, n: number) =>
    Array.from({ length: n }, (_, party) => {
      const [x, y] = examplePoints(args, party);
      return Array.from(x!, (v, j) => [v * 100, y![j]! * 100]);
    }).flat();
  gives("the centres of plain numbers, and nothing on the way", {
    about,
    program,
    args: {},
    near(result, n) {
      const expected = lloyd(pointsOf(defaults, n), defaults.start, 3);
      nearCentres(result, expected, 100, 10);
      // What the points were made of.
      for (const [c, centre] of expected.entries())
        for (const v of centre) assert.ok(Math.abs(v / 100 - PLACES[c]!) < 1 / 8);
    },
    opens: () => ["outputNumbers 6"],
  });

  writeFileSync(join(folder, "own-0.csv"), "x\n0\n1\n");
  writeFileSync(join(folder, "own-1.csv"), "x\n-1\n7\n");
  const own = {
    file: join(folder, "own-{party}.csv"),
    points: 2,
    columns: { x: [-8, 8] as [number, number] },
    bits: 16,
  };
  gives("a centre without points stays, a point between two goes to the first", {
    about,
    program,
    // 1 is as near to −2 as to 4.
    args: { ...own, start: [[-2], [4], [-8]], iterations: 1 },
    near: (result) => nearCentres(result, [[0], [7], [-8]], 16, 16),
    opens: () => ["outputNumbers 3"],
    parties: [2],
  });

  it("refuses centres and points out of range", () => {
    const refused = (args: object, words: RegExp) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused(
      {
        start: [
          [1, 1],
          [101, 1],
        ],
      },
      /"start.1": a number in the range of each of x, y is/,
    );
    refused({ start: [[1, 1], [1]] }, /"start.1": a number in the range of each/);
    refused({ ...own, start: [[1], [2]], columns: { x: [0.5, 8] } }, /not from 0.5 to 8/);
    refused({ ...own, start: [[0], [1]], points: 3 }, /"file": 2 rows, "points" says 3/);
    refused({ columns: { x: [1, 1] } }, /"columns.x": the least comes before the greatest/);
    const three = () => about.check!(parseArguments(about, { points: 2048 }), 0, 3);
    assert.throws(three, /more than 4096 points of 3 parties/);
  });
});
