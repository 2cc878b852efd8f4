/**
 * A uniform-price auction of many equal units: every party says, sealed, how many it would buy at each price,
 * and only the total demand per price is opened, as Danish farmers do with sugar beet.
 *
 *   input    every party its quantity at each of the agreed prices; may not grow with the price
 *   learned  by all: the total per price; from it, with the supply, anybody reads off the clearing price
 *   hidden   each party's own quantities. (With two parties the total minus one's own is the other's: use
 *            three or more.)
 *   trusted  that each quantity is an integer in range: a wrong one changes the totals for all
 *
 * Two rounds and the checks; no multiplication.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, integerColumn, readingArguments } from "./data/column.ts";
import { dataFile, readTable } from "./data/table.ts";

const MOST = 2 ** 40;

const schema = z.strictObject({
  /** CSV with a column `price` and this party's quantities; "{party}" becomes the party's number, here too. */
  file: z.string().min(1).default(dataFile("sealed-bids.csv")),
  ...readingArguments,
  quantities: z.string().min(1).default("party_{party}"),
  prices: z
    .array(z.number().positive())
    .min(1)
    .max(100_000)
    .refine((list) => list.every((p, i) => i === 0 || list[i - 1]! < p), "must increase")
    .default([10, 12, 14, 16, 18, 20, 22, 24]),
  /** Units for sale. */
  supply: z.int().min(1).max(MOST).default(200),
});
export type SealedBidArgs = z.infer<typeof schema>;

export const about: About<SealedBidArgs> = {
  name: "sealed-bid",
  does: "adds up sealed bids per price",
  learns: ["all parties: the total quantity asked for at each price"],
  schema,
  check: (args, self) => void ownBids(args, self),
};

export default async function sealedBid(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { prices, supply } = parsed;
  const own = ownBids(parsed, mpc.self);
  const bids = await Promise.all(
    Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, prices.length, owner === mpc.self ? own : null),
    ),
  );
  const demand = await mpc.output(bids.reduce((sum, bid) => mpc.add(sum, bid)));
  const sold = demand.findLastIndex((total) => total >= BigInt(supply));
  return { prices, demand: demand.map(Number), clearingPrice: sold < 0 ? null : prices[sold]! };
}

function ownBids(args: SealedBidArgs, self: number): Float64Array {
  const { file, quantities, prices } = args;
  const table = readTable(file, self);
  const listed = column(table, "price");
  if (listed.length !== prices.length || prices.some((p, i) => p !== listed[i]))
    throw new UsageError(
      `${table.file}: its prices differ from the agreed ones (argument "prices": ${prices.join(", ")})`,
    );
  const own = integerColumn(table, quantities.replaceAll("{party}", String(self)), 0, MOST, args);
  const grows = own.findIndex((q, i) => i > 0 && q > own[i - 1]!);
  if (grows > 0)
    throw new UsageError(
      `${table.file} line ${table.lines[grows]}: the quantity grows with the price`,
    );
  return own;
}
