/**
 * A market of many equal units, as Danish farmers trade contracts for sugar beet (Bogetoft et al., *Secure Multiparty
 * Computation Goes Live*, FC 2009): each bidder says, sealed, how much it buys or sells at each price. All trade is at the
 * highest price at which buyers still want what sellers offer.
 *
 *   input    every party the total demand and the total supply of its own bidders, at each of the agreed prices
 *   learned  by all: the clearing price, or that demand is below supply at every price
 *   hidden   everything else: each party's curves, the total curves, and how much is traded
 *   trusted  a party knows its own bidders' curves, and that they are in range: demand that does not rise with the
 *            price, supply that does not fall. A party that lies moves the price, for all
 *
 * Demand is compared with supply at all prices at once. Where demand falls and supply rises the bits are 1 up to the
 * clearing price and 0 above it, so their sum says which it is. One comparison: its rounds whatever the sizes.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, integerColumn } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { readTable, type Table } from "./data/table.ts";

/** Of one bidder, at one price. */
const MOST = 2 ** 30;

const schema = z.strictObject({
  /** How many prices there are, from `lowest` on in steps of `step`: 4,000 in Denmark. */
  prices: z.int().min(1).max(100_000).default(40),
  lowest: z.int().min(0).max(MOST).default(100),
  step: z.int().min(1).max(MOST).default(5),
  /** Of all parties, the k-th with party k mod n: 1,200 in Denmark. With files, the most that there may be. */
  bidders: z.int().min(2).max(1_000_000).default(24),
  /**
   * CSV with a column `price` and one for each bidder of this party, whose name begins with "buy" or "sell": its quantity
   * at each price. "{party}" becomes the party's number. Without a file bidders are made up.
   */
  file: z.string().min(1).optional(),
  /** The largest quantity of a bidder. */
  largest: z.int().min(1).max(MOST).default(1000),
  /** Of bidders that are made up. */
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type DoubleAuctionArgs = z.infer<typeof schema>;

export const about: About<DoubleAuctionArgs> = {
  name: "sealed-bid-double-auction",
  does: "finds the price at which the demand of all buyers meets the supply of all sellers",
  learns: ["all parties: the clearing price"],
  schema,
  check: (args, self, n) => void ownCurves(args, self, n),
};

/** A quantity at each price. */
export interface Curves {
  readonly demand: Float64Array;
  readonly supply: Float64Array;
}

export default async function sealedBidDoubleAuction(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { prices, lowest, step, bidders, largest } = parsed;
  const own = ownCurves(parsed, mpc.self, mpc.n);
  const total = async (curve: Float64Array): Promise<Secret> => {
    const parts = Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, prices, owner === mpc.self ? curve : null, {
        range: [0, bidders * largest],
      }),
    );
    return (await Promise.all(parts)).reduce((sum, part) => mpc.add(sum, part));
  };
  const [demand, supply] = await Promise.all([total(own.demand), total(own.supply)]);
  const wanted = await mpc.greaterThanOrEqual(demand, supply);
  const [points] = await mpc.output(mpc.sum(wanted));
  const at = Number(points);
  return { clearingPrice: at === 0 ? null : lowest + (at - 1) * step };
}

/** The sum over this party's bidders. @throws UsageError. */
function ownCurves(args: DoubleAuctionArgs, self: number, n: number): Curves {
  const { prices, file } = args;
  if (file !== undefined) return curvesOf(readTable(file, self), args);
  const own = { demand: new Float64Array(prices), supply: new Float64Array(prices) };
  for (const { buys, quantities } of exampleBidders(args).filter((_, k) => k % n === self))
    addTo(buys ? own.demand : own.supply, quantities);
  return own;
}

function curvesOf(table: Table, args: DoubleAuctionArgs): Curves {
  const { prices, lowest, step, bidders, largest } = args;
  const listed = column(table, "price");
  if (listed.length !== prices || listed.some((price, k) => price !== lowest + k * step))
    throw new UsageError(
      `${table.file}: its prices differ from the agreed ones: ${prices} from ${lowest} on in steps of ${step}`,
    );
  const names = table.names.filter((name) => name !== "price" && name !== "");
  const other = names.find((name) => !/^(buy|sell)/.test(name));
  if (other !== undefined)
    throw new UsageError(
      `${table.file}: column "${other}": names of bidders begin with "buy" or "sell"`,
    );
  if (names.length > bidders)
    throw new UsageError(`${table.file}: ${names.length} bidders, more than ${bidders} in all`);
  const own = { demand: new Float64Array(prices), supply: new Float64Array(prices) };
  for (const name of names) {
    const buys = name.startsWith("buy");
    const quantities = integerColumn(table, name, 0, largest);
    const wrong = quantities.findIndex((q, k) => {
      const before = quantities[k - 1] ?? q;
      return buys ? q > before : q < before;
    });
    if (wrong >= 0)
      throw new UsageError(
        `${table.file} line ${table.lines[wrong]}, column "${name}": ${buys ? "demand rises" : "supply falls"} with the price`,
      );
    addTo(buys ? own.demand : own.supply, quantities);
  }
  return own;
}

function addTo(total: Float64Array, part: Float64Array): void {
  part.forEach((q, k) => {
    total[k]! += q;
  });
}

/**
 * Bidders that are made up, buyers and sellers in turn. Each has a limit among the prices and a quantity: a buyer wants it
 * all up to its limit, and half of it up to a quarter of the prices more; a seller offers half from its limit on, all of
 * it from a quarter of the prices above that.
 */
export function exampleBidders({
  prices,
  bidders,
  largest,
  seed,
}: Pick<DoubleAuctionArgs, "prices" | "bidders" | "largest" | "seed">) {
  const limits = invented("sealed-bid-double-auction limits", seed, prices, bidders);
  const amounts = invented("sealed-bid-double-auction amounts", seed, largest, bidders);
  return Array.from({ length: bidders }, (_, bidder) => {
    const buys = bidder % 2 === 0;
    const [limit, all] = [limits[bidder]!, amounts[bidder]! + 1];
    const half = Math.floor(all / 2);
    const quantities = Float64Array.from({ length: prices }, (_, k) => {
      const above = k - limit;
      const more = above > prices / 4;
      if (buys) return above <= 0 ? all : more ? 0 : half;
      return above < 0 ? 0 : more ? all : half;
    });
    return { buys, quantities };
  });
}
