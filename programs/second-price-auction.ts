/**
 * An auction of one good with sealed bids. Whoever bids most gets it, and pays what the next best bids (Vickrey 1961):
 * nobody gains by bidding anything but what the good is worth to it.
 *
 *   input    every party the bids of its own bidders
 *   learned  by all: the number of the winner, and the second price
 *   hidden   the winning bid, all other bids, and whose the second price is. (The owner of the second bid knows it.)
 *   ties     the first of equal bidders wins, and pays its own bid. Bidder k of party p has number p·bidders + k
 *   trusted  a party knows its own bidders' bids. That a bid is in its range binds honest parties only
 *
 * The winner's place is found in a tree of comparisons. A bid of 0 is put in its place, and the greatest bid is then the
 * second price: 16·⌈log2⌉ rounds of the number of bidders, and a few.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { integerColumn, readingArguments } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { readTable } from "./data/table.ts";

const MOST = 2 ** 40;

const schema = z.strictObject({
  /** Of each party. */
  bidders: z.int().min(1).max(10_000).default(4),
  /** The highest bid that is allowed; the lowest is 0. */
  highest: z.int().min(1).max(MOST).default(1000),
  /** CSV with the bids of this party's bidders; "{party}" becomes the party's number. Without one they are made up. */
  file: z.string().min(1).optional(),
  column: z.string().min(1).default("bid"),
  ...readingArguments,
  /** Of bids that are made up. */
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type SecondPriceAuctionArgs = z.infer<typeof schema>;

export const about: About<SecondPriceAuctionArgs> = {
  name: "second-price-auction",
  does: "finds the winner of an auction with sealed bids, and the second price",
  learns: ["all parties: the number of the winner, and the second price"],
  schema,
  check: (args, self) => void ownBids(args, self),
};

export default async function secondPriceAuction(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { bidders, highest } = parsed;
  const own = ownBids(parsed, mpc.self);
  const bids = await Promise.all(
    Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, bidders, owner === mpc.self ? own : null, { range: [0, highest] }),
    ),
  );
  const all = mpc.stack(bids);
  const winner = await mpc.argmax(all);
  // No bid is lower than 0.
  const others = await mpc.put(all, winner, mpc.constant([0], [], { range: [0, 0] }));
  const [number, price] = await mpc.output(mpc.stack([winner, await mpc.max(others)]));
  return { winner: Number(number), price: Number(price) };
}

/** @throws UsageError. */
function ownBids(args: SecondPriceAuctionArgs, self: number): Float64Array {
  const { bidders, highest, file, column } = args;
  if (file === undefined) return exampleBids(args, self);
  const own = integerColumn(readTable(file, self), column, 0, highest, args);
  if (own.length !== bidders)
    throw new UsageError(
      `second-price-auction: argument "file": ${own.length} rows, "bidders" says ${bidders}`,
    );
  return own;
}

/** Bids that are made up, from 0 to the highest in steps of a 64th of it: some of them are equal. */
export function exampleBids(
  { bidders, highest, seed }: Pick<SecondPriceAuctionArgs, "bidders" | "highest" | "seed">,
  party: number,
): Float64Array {
  const steps = invented("second-price-auction", seed, 65, bidders * (party + 1));
  return Float64Array.from(steps.subarray(bidders * party), (k) => Math.floor((k * highest) / 64));
}
