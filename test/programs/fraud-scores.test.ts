import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, examplePayments } from "../../programs/fraud-scores.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const folder = ownTemporaryFolder();
const defaults = parseArguments(about, {});
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** By the weights that ship. */
const plainScores = (party: number, args = defaults): number[] => {
  const [amount, night, distance, foreign, device] = examplePayments(args, party);
  return Array.from(amount!, (a, k) =>
    sigmoid(
      3.5 * a +
        1.25 * night![k]! +
        2.75 * distance![k]! +
        1.5 * foreign![k]! +
        2 * device![k]! -
        5.5,
    ),
  );
};

/** Multiples of 2^-bits, within half of that and 2^-14. */
function nearScores(result: unknown, expected: readonly number[], bits: number) {
  const { scores } = result as Awaited<ReturnType<typeof program>>;
  assert.equal(scores.length, expected.length);
  scores.forEach((s, k) => {
    assert.ok(Number.isInteger(s * 2 ** bits));
    assert.ok(
      Math.abs(s - expected[k]!) <= 2 ** -(bits + 1) + 2 ** -14,
      `${k}: ${s}, ${expected[k]}`,
    );
  });
}

describe("fraud-scores", () => {
  const opens = (payments: number) => (n: number) =>
    Array.from({ length: n }, (_, party) => `outputTo P${party} ${payments}`);
  gives("each bank the scores of its own payments", {
    about,
    program,
    args: {},
    near: (result, _, self) => nearScores(result, plainScores(self), 8),
    opens: opens(4),
  });
  const two = { ...defaults, payments: 2, bits: 12, seed: 7, modelFrom: 4 };
  gives("five banks, scores of twelve bits", {
    about,
    program,
    args: two,
    near: (result, _, self) => nearScores(result, plainScores(self, two), 12),
    opens: opens(2),
    parties: [5],
  });

  const model = join(folder, "model.csv");
  const steep = (weight: number, intercept: number) =>
    writeFileSync(model, `feature,weight\nx,${weight}\nintercept,${intercept}\n`);
  steep(64, -64);
  writeFileSync(join(folder, "own-0.csv"), "x\n0\n1\n0.9375\n");
  writeFileSync(join(folder, "own-1.csv"), "x\n1\n1\n0\n");
  gives("what is certain, at the greatest weights", {
    about,
    program,
    args: { payments: 3, features: ["x"], model, file: join(folder, "own-{party}.csv") },
    near: (result, _, self) =>
      nearScores(
        result,
        (self === 0 ? [0, 1, 0.9375] : [1, 1, 0]).map((x) => sigmoid(64 * x - 64)),
        8,
      ),
    opens: opens(3),
    parties: [2],
  });

  it("refuses payments and models of another form", () => {
    const refused = (args: object, words: RegExp) =>
      assert.throws(
        () => about.check!(parseArguments(about, args), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    refused({ features: ["age"] }, /fraud-model.csv: no row for feature "age"/);
    refused({ modelFrom: 2 }, /"modelFrom": there are parties 0 … 1/);
    const far = join(folder, "far.csv");
    writeFileSync(far, "feature,weight\nx,65\nintercept,0\n");
    refused({ features: ["x"], model: far }, /far.csv line 2: a weight from -64 to 64 is expected/);
    const file = join(folder, "own-0.csv");
    const own = { features: ["x"], model, file };
    refused({ ...own, payments: 2 }, /"file": 3 rows, "payments" says 2/);
    writeFileSync(join(folder, "beyond.csv"), "x\n1.5\n");
    refused({ ...own, payments: 1, file: join(folder, "beyond.csv") }, /not from 0 to 1/);
  });
});
