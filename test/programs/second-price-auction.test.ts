import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { parseArguments } from "../../programs/about.ts";
import program, { about, exampleBids } from "../../programs/second-price-auction.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { gives } from "./gives.ts";

/** By sorting. */
function auction(bids: readonly number[]) {
  const order = bids.map((bid, bidder) => ({ bid, bidder }));
  order.sort((a, b) => b.bid - a.bid || a.bidder - b.bidder);
  return { winner: order[0]!.bidder, price: order[1]!.bid };
}

const opens = () => ["output 2"];
const folder = ownTemporaryFolder();

/** Bids of parties, as files. */
function given(name: string, bids: readonly (readonly number[])[], highest: number) {
  bids.forEach((own, party) => {
    writeFileSync(join(folder, `${name}-${party}.csv`), `bid\n${own.join("\n")}\n`);
  });
  const args = { bidders: bids[0]!.length, highest, file: join(folder, `${name}-{party}.csv`) };
  const all = { about, program, args, opens, parties: [bids.length] };
  return { ...all, expected: () => auction(bids.flat()) };
}

describe("second-price-auction", () => {
  const made = (n: number, bidders: number, seed: number) =>
    Array.from({ length: n }, (_, party) => [
      ...exampleBids({ bidders, highest: 1000, seed }, party),
    ]).flat();
  gives("what sorting gives", {
    about,
    program,
    args: {},
    opens,
    expected: (n) => auction(made(n, 4, 1)),
  });
  gives("the same of an odd number of bidders", {
    about,
    program,
    args: { bidders: 5, seed: 3 },
    opens,
    expected: (n) => auction(made(n, 5, 3)),
  });

  gives(
    "the first of two equal bids, at its own price",
    given(
      "tie",
      [
        [3, 9],
        [9, 1],
      ],
      10,
    ),
  );
  gives(
    "the second price of the winner's neighbour",
    given(
      "near",
      [
        [8, 9],
        [1, 2],
      ],
      10,
    ),
  );
  gives(
    "the second price from the other half",
    given(
      "far",
      [
        [8, 7],
        [1, 9],
      ],
      10,
    ),
  );
  gives("a good that nobody wants", given("none", [[0], [0]], 10));
  gives(
    "the last of many, at both ends of the range",
    given("ends", [[0], [0], [2 ** 40]], 2 ** 40),
  );

  it("makes up bids within their range, some of them equal", () => {
    const bids = made(4, 50, 1);
    assert.ok(bids.every((bid) => Number.isInteger(bid) && bid >= 0 && bid <= 1000));
    assert.ok(new Set(bids).size < bids.length);
  });

  it("refuses bids beyond the highest, fractions, and another number of bidders", () => {
    const refused = (text: string, words: RegExp) => {
      const file = join(folder, "wrong.csv");
      writeFileSync(file, text);
      assert.throws(
        () => about.check!(parseArguments(about, { bidders: 2, file }), 0, 2),
        (error: Error) => error instanceof UsageError && words.test(error.message),
      );
    };
    refused("bid\n1\n1001\n", /line 3, column "bid": 1001 is not an integer from 0 to 1000/);
    refused("bid\n1\n0.5\n", /0.5 is not an integer/);
    refused("bid\n-1\n5\n", /-1 is not an integer/);
    refused("bid\n1\n2\n3\n", /"file": 3 rows, "bidders" says 2/);
  });
});
