/** Opens a store to spend from it. */
import type { Field } from "../../../algebra/field.ts";
import { Stock } from "../../../items/stock.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { DiskMedium, KindSegment } from "./disk-medium.ts";
import { NOTHING_LOST, noticingFullDisk } from "./full-disk.ts";
import type { KeyState } from "./key-file.ts";
import { isUsable, type MarkState } from "./mark.ts";
import {
  diskHost,
  type HeldStore,
  holdStore,
  isReady,
  type StoreHost,
  type StorePlaces,
} from "./places.ts";
import type { StoreFacts } from "./store-ledger.ts";
import { epitaphOf, StoreGuard, wipeStore } from "./wipe.ts";

/** Who wants to spend. Missing entries are not compared. */
export interface StoreOwner {
  readonly party: number;
  readonly n: number;
  readonly field: Field;
  readonly family?: StoreFacts["family"];
  readonly keyId?: string;
}

/**
 * The stock of a finished or unfinished store. It holds the store's exclusive lock until it is closed. If the mark says
 * that the store may not be spent, it is wiped first.
 *
 * @throws StockRefused "absent", "in-use", "format", "foreign" (with what differs), "damaged", "no-space",
 *   or "destroyed": the store is wiped, now or in an earlier session.
 */
export async function openStore(
  places: StorePlaces,
  owner: StoreOwner,
  host: StoreHost = diskHost,
): Promise<Stock> {
  const open = async () => {
    const held = await holdStore(places, host);
    try {
      return await openHeld(held, owner);
    } catch (error) {
      held.ledger.close();
      throw error;
    }
  };
  return noticingFullDisk(places.keyDirectory, open, NOTHING_LOST);
}

async function openHeld(held: HeldStore, owner: StoreOwner): Promise<Stock> {
  const { files, directory, ledger, keyFile, count } = held;
  // 1. Another party's store is not touched, whatever its state is.
  const known = ledger.facts();
  if (known !== null) {
    assertOwn(known, owner);
    await assertPaired(held, known);
  }
  // 2. Unless the mark says that the store is usable, a cheater may know α.
  const facts = await usableFacts(held);
  // 3. The newest keys are read. A crash may have left older ones, which must be overwritten now.
  const keys = await keyFile.read();
  await keyFile.forgetOthers(keys);
  await assertNewest(held, keys);
  await count.write(keys.sequence);
  // 4. The segments must be as long as the ledger says.
  const shelf = { field: owner.field, family: facts.family, party: facts.party };
  const segments = segmentsOf(held, facts, shelf);
  await assertWhole(held, segments, keys);
  const mark = (await held.mark.read())!;
  if (mark === "unfinished") noteUnsettled(held, segments);

  // The lock of an unfinished store is free, so the process that filled it is gone. The store stays unfinished.
  const guard = new StoreGuard(held, mark);
  const medium = new DiskMedium(facts, shelf, { files, keyFile, count, segments, keys });
  guard.forget = () => medium.destroy();
  const macKey =
    keys.alpha === null ? null : new MacKey(facts.keyId, owner.field.decode(keys.alpha, 1), guard);
  if ((macKey === null) !== (facts.family === "plain"))
    throw new StockRefused("damaged", `the keys in ${directory} are of another family`);
  return new Stock(medium, owner.field, macKey, async () => ledger.close());
}

/** The facts of a store that may be spent. StockRefused "absent", or "destroyed", after a wipe if that is still due. */
async function usableFacts(held: HeldStore): Promise<StoreFacts> {
  const facts = held.ledger.facts();
  const mark = await held.mark.read();
  if (facts !== null && (await isReady(held))) return facts;
  assertLedgerThere(held, mark);
  if (facts !== null || mark !== null) await wipeStore(held, await epitaphOf(held.mark));
  const epitaph = held.ledger.epitaph();
  if (epitaph === null) throw new StockRefused("absent", `there is no stock in ${held.directory}`);
  throw new StockRefused(
    "destroyed",
    `the stock in ${held.directory} is destroyed: ${epitaph}. All parties have to make a new one`,
  );
}

/** StockRefused "damaged" if the ledger lists no store but the mark says that there is one: the ledger was lost. */
export function assertLedgerThere(
  { ledger, keyDirectory }: HeldStore,
  mark: MarkState | null,
): void {
  if (isUsable(mark) && ledger.facts() === null)
    throw new StockRefused(
      "damaged",
      `the stock's ledger in ${keyDirectory} is empty, though its mark says "${mark}": it cannot be read without it`,
    );
}

/**
 * StockRefused "foreign" if folder and keys are of different stores. A wipe that was cut short may already have removed
 * the folder's owner.
 */
export async function assertPaired(held: HeldStore, facts: StoreFacts): Promise<void> {
  const usable = isUsable(await held.mark.read());
  await held.owner.assertIs(facts, held.keyDirectory, !usable);
}

/** StockRefused "foreign" that lists every difference. */
function assertOwn(facts: StoreFacts, owner: StoreOwner): void {
  const wanted: readonly (readonly [string, unknown, unknown])[] = [
    ["party", facts.party, owner.party],
    ["parties", facts.n, owner.n],
    ["field", facts.field, owner.field.p.toString()],
    ["family", facts.family, owner.family ?? facts.family],
    ["key", facts.keyId, owner.keyId ?? facts.keyId],
  ];
  const differences = wanted
    .filter(([, has, wants]) => has !== wants)
    .map(([name, has, wants]) => `${name} ${has}, wanted ${wants}`);
  if (differences.length > 0)
    throw new StockRefused("foreign", `this is not this party's stock: ${differences.join("; ")}`);
}

/**
 * The last batch of a store whose making was cut short may be missing at other parties. Earlier ones are not: nobody
 * went on before all parties had them.
 */
function noteUnsettled({ ledger }: HeldStore, segments: ReadonlyMap<string, KindSegment>): void {
  const last = ledger.batches().at(-1)!;
  const segment = segments.get(last.kind)!;
  segment.settled = segment.table.items - last.items;
}

export function segmentsOf(
  { directory, ledger }: HeldStore,
  facts: StoreFacts,
  shelf: ConstructorParameters<typeof KindSegment>[2],
): Map<string, KindSegment> {
  const segments = new Map<string, KindSegment>();
  for (const { kind, items } of ledger.batches()) {
    const segment = segments.get(kind) ?? new KindSegment(directory, kind, shelf, facts.blockBytes);
    segment.table.append(items);
    segments.set(kind, segment);
  }
  return segments;
}

/** StockRefused "damaged" if the keys were restored from an older copy. */
export async function assertNewest({ keyFile, count }: HeldStore, keys: KeyState): Promise<void> {
  const counted = await count.read();
  if (counted === null || counted > keys.sequence)
    throw new StockRefused(
      "damaged",
      `the stock's key file ${keyFile.path} is older than its segments (or their count is missing): a restored copy would hand out items again`,
    );
}

/** StockRefused "damaged" if ledger, keys and segments do not match. */
export async function assertWhole(
  { files }: HeldStore,
  segments: ReadonlyMap<string, KindSegment>,
  keys: KeyState,
): Promise<void> {
  for (const segment of segments.values()) {
    const size = (await files.size(segment.path)) ?? 0;
    if (size < segment.table.bytes)
      throw new StockRefused(
        "damaged",
        `${segment.path} has ${size} bytes where the ledger says ${segment.table.bytes}`,
      );
    const block = keys.segments.get(segment.kind)?.block;
    if (block === undefined || block > segment.table.blocks)
      throw new StockRefused("damaged", `the keys of ${segment.kind} do not fit the ledger`);
  }
}
