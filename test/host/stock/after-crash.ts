/** What parties find after a crash within a fill, and what they agree on. */

import assert from "node:assert/strict";
import { prime60 } from "../../../algebra/prime60.ts";
import { openStore } from "../../../host/node/stock/open.ts";
import { diskHost, type StoreHost, type StorePlaces } from "../../../host/node/stock/places.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { Stock } from "../../../items/stock.ts";
import { agreeOnStock } from "../../../items/stock-agreement.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { reconstruct } from "../../contracts/preprocessing.ts";
import { runParties } from "../../support/parties.ts";

const field = prime60();

/** A store that a restarted party opens. */
export interface Left {
  readonly places: StorePlaces;
  readonly host?: StoreHost;
}

export async function find(
  { places, host = diskHost }: Left,
  party: number,
  n: number,
): Promise<Stock | StockRefused> {
  try {
    return await openStore(places, { party, n, field }, host);
  } catch (error) {
    assert.ok(error instanceof StockRefused && error.code !== "damaged", String(error));
    return error;
  }
}

/** All parties restart and agree: the stocks to spend from, or null if there is nothing that could be spent. */
export async function restart(left: readonly Left[]): Promise<Stock[] | null> {
  const n = left.length;
  const found = await Promise.all(left.map((own, party) => find(own, party, n)));
  const { results } = await runParties(n, async (session) => {
    const own = found[session.self]!;
    try {
      await agreeOnStock(session, own instanceof StockRefused ? null : own);
      return null;
    } catch (error) {
      assert.ok(error instanceof StockRefused && error.code === "abandoned", String(error));
      return error;
    }
  });
  const usable = found.filter((own): own is Stock => own instanceof Stock);
  if (results.every((refusal) => refusal === null)) {
    assert.equal(usable.length, n);
    return usable;
  }
  assert.ok(usable.length < n, "all have a store, and refuse to agree");
  for (const own of usable) await own.close();
  return null;
}

/** The parties hold as many items of the same kinds, whose triples fit each other; spends the triples. */
export async function assertFit(stocks: readonly Stock[]): Promise<void> {
  const left = stocks.map((stock) => [...stock.remaining()].filter(([, count]) => count > 0));
  for (const other of left) assert.deepEqual(other, left[0]);
  const count = stocks[0]!.remaining().get("triple")!;
  const supply = { parties: [...stocks], close: async () => {} };
  const triples = await Promise.all(stocks.map((stock) => takeTriples(stock, count)));
  const [a, b, c] = (["a", "b", "c"] as const).map((part) =>
    reconstruct(
      field,
      supply,
      triples.map((t) => t[part]),
    ),
  );
  assert.deepEqual(c, field.multiply(a!, b!));
  for (const stock of stocks) await stock.close();
}
