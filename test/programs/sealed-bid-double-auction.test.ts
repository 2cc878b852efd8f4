import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, exampleBidders } from "../../programs/sealed-bid-double-auction.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

const opens = () => ["output 1"];
const folder = ownTemporaryFolder();
const defaults = parseArguments(about, {});

/** The highest price at which demand is at least supply, found by going through all prices and all bidders. */
function clearing(args: typeof defaults): number | null {
  const bidders = exampleBidders(args);
  let found: number | null = null;
  for (let k = 0; k < args.prices; k++) {
    let excess = 0;
    for (const { buys, quantities } of bidders) excess += buys ? quantities[k]! : -quantities[k]!;
    if (excess >= 0) found = args.lowest + k * args.step;
  }
  return found;
}

/** Two parties' columns, two prices: 10 and 11. */
function given(name: string, tables: readonly string[]) {
  tables.forEach((text, party) => {
    writeFileSync(join(folder, `${name}-${party}.csv`), text);
  });
  const file = join(folder, `${name}-{party}.csv`);
  const args = { prices: 2, lowest: 10, step: 1, bidders: 4, largest: 9, file };
  return { about, program, args, opens, parties: [2] };
}

describe("sealed-bid-double-auction", () => {
  gives("the price that plain sums give", {
    about,
    program,
    args: {},
    opens,
    expected: () => ({ clearingPrice: clearing(defaults) }),
  });
  const other = { ...defaults, prices: 7, bidders: 9, seed: 5 };
  gives("the same of an odd number of bidders", {
    about,
    program,
    args: other,
    opens,
    expected: () => ({ clearingPrice: clearing(other) }),
  });

  gives("the highest price, where buyers want all at every price", {
    ...given("all", ["price,buy\n10,9\n11,9\n", "price,sell\n10,0\n11,9\n"]),
    expected: () => ({ clearingPrice: 11 }),
  });
  gives("no price, where sellers offer more at every price", {
    ...given("none", ["price,sell 1,sell 2\n10,1,1\n11,1,1\n", "price,buy\n10,1\n11,1\n"]),
    expected: () => ({ clearingPrice: null }),
  });
  gives("the lowest price, where demand meets supply there alone", {
    ...given("low", ["price,sell,buy\n10,5,4\n11,5,1\n", "price,buy\n10,1\n11,1\n"]),
    expected: () => ({ clearingPrice: 10 }),
  });

  it("makes up a market that clears between its ends, at the full size, too", () => {
    for (const args of [defaults, { ...defaults, prices: 4000, bidders: 1200 }]) {
      const price = clearing(args)!;
      const highest = args.lowest + (args.prices - 1) * args.step;
      assert.ok(price > args.lowest && price < highest, String(price));
    }
    for (const { buys, quantities } of exampleBidders(defaults))
      for (let k = 1; k < quantities.length; k++) {
        const [before, now] = [quantities[k - 1]!, quantities[k]!];
        assert.ok(buys ? now <= before : now >= before);
      }
  });

  it("refuses curves of the wrong form, and other prices", () => {
    const { args } = given("wrong", []);
    const refused = (text: string, words: RegExp) => {
      writeFileSync(join(folder, "wrong-0.csv"), text);
      assert.throws(
        () => about.check!(parseArguments(about, args), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    };
    refused("price,buy\n10,1\n11,2\n", /line 3, column "buy": demand rises with the price/);
    refused("price,sell\n10,2\n11,1\n", /line 3, column "sell": supply falls with the price/);
    refused("price,buy\n10,1\n12,1\n", /prices differ from the agreed ones: 2 from 10 on/);
    refused("price,Bob\n10,1\n11,1\n", /column "Bob": names of bidders begin with "buy" or/);
    refused("price,buy\n10,10\n11,1\n", /10 is not an integer from 0 to 9/);
    const five = "buy 1,buy 2,buy 3,buy 4,buy 5";
    refused(`price,${five}\n10,1,1,1,1,1\n11,1,1,1,1,1\n`, /5 bidders, more than 4 in all/);
  });
});
