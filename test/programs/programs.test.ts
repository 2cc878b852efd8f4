import { describe } from "node:test";
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
import materialOnly, { about as aboutMaterialOnly } from "../../programs/material-only.ts";
import mult3, { about as aboutMult3 } from "../../programs/mult3.ts";
import sealedBid, { about as aboutSealedBid } from "../../programs/sealed-bid.ts";
import { gives } from "./gives.ts";

const one = () => ["output 1"];

describe("the example programs", () => {
  const product = { about: aboutMult3, program: mult3, opens: one };
  gives("the product", { ...product, args: {}, expected: () => ({ product: "105" }) });
  gives("the least product in range", {
    ...product,
    args: { factors: [-(2 ** 19), 2 ** 19, 2 ** 19] },
    expected: () => ({ product: String(-(2n ** 57n)) }),
  });

  const inner = (length: number, bound: number) => {
    const x = exampleVector(length, bound, 0);
    const y = exampleVector(length, bound, 1);
    let sum = 0n;
    for (let j = 0; j < length; j++) sum += BigInt(x[j]!) * BigInt(y[j]!);
    return { product: String(sum) };
  };
  const vectors = { about: aboutInnerProduct, program: innerProduct, opens: one };
  gives("the sum of products", { ...vectors, args: {}, expected: () => inner(1000, 1000) });
  // Four times 2^28·2^28 would exceed M.
  gives("the largest that the range allows", {
    ...vectors,
    args: { length: 3, bound: 2 ** 28 },
    expected: () => inner(3, 2 ** 28),
  });

  gives("the table of plain counts", {
    about: aboutCrosstabs,
    program: crosstabs,
    args: {},
    opens: () => ["output 12"],
    expected() {
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
    },
  });

  // −1 to the fifth at every third place, 1 elsewhere, times the same signs: 1 everywhere.
  const chain = { about: aboutDependentProducts, program: dependentProducts, opens: one };
  gives("an odd power", {
    ...chain,
    args: { length: 7, rounds: 5 },
    expected: () => ({ sum: "7" }),
  });
  gives("an even power", {
    ...chain,
    args: { length: 7, rounds: 4 },
    expected: () => ({ sum: "3" }),
  });
  gives("the numbers, part by part", {
    about: aboutCheckedOutputs,
    program: checkedOutputs,
    args: { length: 1200, outputs: 8 },
    opens: () => Array(8).fill("output 150"),
    expected: () => ({ sum: String(499_500 + 19_900) }),
  });

  gives("nothing of anybody", {
    about: aboutMaterialOnly,
    program: materialOnly,
    args: { kind: "bit", count: 3 },
    opens: () => [],
    expected: () => ({ kind: "bit", count: 3 }),
  });

  const prices = [10, 12, 14, 16, 18, 20, 22, 24];
  gives("the total per price", {
    about: aboutSealedBid,
    program: sealedBid,
    args: { supply: 150 },
    opens: () => ["output 8"],
    expected(n) {
      const table = readTable(dataFile("sealed-bids.csv"), 0);
      const bids = Array.from({ length: n }, (_, p) => column(table, `party_${p}`));
      const demand = prices.map((_, i) => bids.reduce((sum, bid) => sum + bid[i]!, 0));
      return { prices, demand, clearingPrice: n === 2 ? 14 : 18 };
    },
  });
});
