import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { About } from "../../programs/about.ts";
import checkedOutputs, { about as aboutCheckedOutputs } from "../../programs/checked-outputs.ts";
import crosstabs, { about as aboutCrosstabs } from "../../programs/crosstabs.ts";
import { column } from "../../programs/data/column.ts";
import { dataFile, readTable } from "../../programs/data/table.ts";
import dependentProducts, {
  about as aboutDependentProducts,
} from "../../programs/dependent-products.ts";
import innerProduct, {
  about as aboutInnerProduct,
  exampleVector,
} from "../../programs/inner-product.ts";
import mult3, { about as aboutMult3 } from "../../programs/mult3.ts";
import sealedBid, { about as aboutSealedBid } from "../../programs/sealed-bid.ts";
import { assertPlanned, EVALUATORS, evaluate } from "./evaluate.ts";

/** All parties get `expected`; what the engines take is what was planned. */
function gives<Args>(
  about: About<Args>,
  program: (mpc: never, args: unknown) => Promise<unknown>,
  args: unknown,
  expected: (n: number) => unknown,
) {
  for (const evaluator of EVALUATORS)
    for (const n of [2, 3])
      it(`${about.name}, ${evaluator}, ${n} parties: what plain code gives`, async () => {
        const evaluation = await evaluate(evaluator, n, program as never, args);
        for (const result of evaluation.results) assert.deepEqual(result, expected(n));
        await assertPlanned(evaluator, program as never, args, evaluation, about);
      });
}

describe("the example programs", () => {
  gives(aboutMult3, mult3, {}, () => ({ product: "105" }));
  gives(aboutMult3, mult3, { factors: [-(2 ** 19), 2 ** 19, 2 ** 19] }, () => ({
    product: String(-(2n ** 57n)),
  }));

  const inner = (length: number, bound: number) => {
    const x = exampleVector(length, bound, 0);
    const y = exampleVector(length, bound, 1);
    let sum = 0n;
    for (let j = 0; j < length; j++) sum += BigInt(x[j]!) * BigInt(y[j]!);
    return String(sum);
  };
  gives(aboutInnerProduct, innerProduct, {}, () => ({ product: inner(1000, 1000) }));
  // The largest inner product that the range allows: four times 2^28·2^28 would exceed M.
  gives(aboutInnerProduct, innerProduct, { length: 3, bound: 2 ** 28 }, () => ({
    product: inner(3, 2 ** 28),
  }));

  gives(aboutCrosstabs, crosstabs, {}, () => {
    const table = readTable(dataFile("breast-cancer-wisconsin.csv"), 0);
    const radius = column(table, "mean_radius");
    const counts = [Array(6).fill(0), Array(6).fill(0)] as number[][];
    column(table, "benign").forEach((benign, j) => {
      const r = radius[j]!;
      counts[benign]![r < 10 ? 0 : r < 12 ? 1 : r < 14 ? 2 : r < 16 ? 3 : r < 20 ? 4 : 5]!++;
    });
    return {
      rows: ["< 0.5", "≥ 0.5"],
      columns: ["< 10", "10 … 12", "12 … 14", "14 … 16", "16 … 20", "≥ 20"],
      counts,
    };
  });

  // −1 to the fifth at every third place, 1 elsewhere, times the same signs: 1 everywhere.
  gives(aboutDependentProducts, dependentProducts, { length: 7, rounds: 5 }, () => ({ sum: "7" }));
  gives(aboutDependentProducts, dependentProducts, { length: 7, rounds: 4 }, () => ({ sum: "3" }));
  gives(aboutCheckedOutputs, checkedOutputs, { length: 1200, outputs: 8 }, () => ({
    sum: String(499_500 + 19_900),
  }));

  const prices = [10, 12, 14, 16, 18, 20, 22, 24];
  gives(aboutSealedBid, sealedBid, { supply: 150 }, (n) => {
    const table = readTable(dataFile("sealed-bids.csv"), 0);
    const bids = Array.from({ length: n }, (_, p) => column(table, `party_${p}`));
    const demand = prices.map((_, i) => bids.reduce((sum, bid) => sum + bid[i]!, 0));
    return { prices, demand, clearingPrice: n === 2 ? 14 : 18 };
  });
});
