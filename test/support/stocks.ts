/** The dealer's material by way of a stock: in memory, and by way of stores. */
import { hash } from "../../crypto/hash.ts";
import { createStore } from "../../host/node/stock/generate.ts";
import { openStore } from "../../host/node/stock/open.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { preload } from "../../items/stock.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import type { SupplyMaker } from "../contracts/preprocessing.ts";
import { FailingDisk } from "../host/stock/failing-disk.ts";

const supplyOf = (parties: readonly Preprocessing[]) => ({
  parties,
  close: async () => {
    for (const party of parties) await party.close();
  },
});

export const memoryStocks: SupplyMaker = async (n, field, family, seed, asked) => {
  const dealt = dealLocally(n, field, family, nodeSuite, seed);
  return supplyOf(
    await Promise.all(dealt.map((items, self) => preload(items, { self, n }, asked))),
  );
};

/** Made, closed, and opened again, as by a later session; on a disk that is a table in memory. */
export const diskStocks: SupplyMaker = async (n, field, family, seed, asked) => {
  const places = Array.from({ length: n }, (_, party) => ({
    directory: `/${party}/store`,
    keyDirectory: `/${party}/keys`,
  }));
  const host = new FailingDisk().host();
  const drafts = await Promise.all(places.map((place) => createStore(place, { host })));
  const guards = drafts.map(({ guard }) => guard);
  const id = hash(nodeSuite, "spdz-lab/test/v1", seed);
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const dealt = dealLocally(n, field, family, nodeSuite, seed, { guards });
  for (const [self, items] of dealt.entries()) {
    const made = await drafts[self]!.fill(items, { self, n, id, random }, asked);
    await made.close();
  }
  const owners = places.map((_, party) => ({ party, n, field, family }));
  return supplyOf(await Promise.all(owners.map((o) => openStore(places[o.party]!, o, host))));
};
