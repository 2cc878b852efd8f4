/** A place on the real disk for a test's store, and stores made of counted numbers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { referenceField } from "../../../algebra/reference.ts";
import { hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import { createStore, type StoreOptions } from "../../../host/node/stock/generate.ts";
import { openStore } from "../../../host/node/stock/open.ts";
import type { StoreHost, StorePlaces } from "../../../host/node/stock/places.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import type { Family } from "../../../items/columns.ts";
import type { Stock, StockDemand } from "../../../items/stock.ts";
import { CountingSource } from "../../items/stock-source.ts";

export const field = referenceField(4611686018427387847n);
/** Two elements to an authenticated item of one share: 16 items to a block. */
export const SMALL_BLOCK = 256;

export function storeRoom(test: TestContext): StorePlaces & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "spdz-stock-"));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  return { root, directory: join(root, "store"), keyDirectory: join(root, "keys") };
}

export interface Making extends StoreOptions {
  readonly party?: number;
  readonly n?: number;
  readonly family?: Family;
  readonly keyId?: string;
  readonly demand?: StockDemand;
  /** Two stores made from one seed have one id. */
  readonly seed?: string;
}

export async function makeStore(places: StorePlaces, making: Making = {}): Promise<Stock> {
  const { party = 0, n = 3, family = "authenticated", seed = "store" } = making;
  const { demand = [["random", 100]], blockBytes = SMALL_BLOCK, host } = making;
  const draft = await createStore(places, { blockBytes, ...(host && { host }) });
  const { guard } = draft;
  const options = { guard, n, ...(making.keyId === undefined ? {} : { keyId: making.keyId }) };
  const source = new CountingSource(field, family, party, options);
  const coins = new Prg(nodeSuite, hash(nodeSuite, "spdz-lab/test-store/v1", seed, party));
  const id = hash(nodeSuite, "spdz-lab/test-store-id/v1", seed);
  const maker = { self: party, n, id, random: (length: number) => coins.bytes(length) };
  return draft.fill(source, maker, demand);
}

export const reopen = (places: StorePlaces, host?: StoreHost, party = 0, n = 3): Promise<Stock> =>
  openStore(places, { party, n, field }, host);

/** The files below a directory, with their contents and modes. */
export function filesBelow(root: string): { path: string; bytes: Buffer; mode: number }[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path), mode: statSync(path).mode & 0o777 }));
}

/** The paths of the files that hold this element's bytes. */
export function holding(root: string, element: bigint): string[] {
  const needle = Buffer.from(BigUint64Array.of(element).buffer);
  return filesBelow(root)
    .filter(({ bytes }) => bytes.includes(needle))
    .map(({ path }) => path);
}
