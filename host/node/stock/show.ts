/** What a store holds, and whether it can still be read, for `spdz stock show` and `verify`. Nothing is spent. */
import { referenceField } from "../../../algebra/reference.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { blockName, type KindSegment } from "./disk-medium.ts";
import { NOTHING_LOST, noticingFullDisk } from "./full-disk.ts";
import type { KeyState } from "./key-file.ts";
import type { MarkState } from "./mark.ts";
import { assertLedgerThere, assertNewest, assertPaired, assertWhole, segmentsOf } from "./open.ts";
import {
  diskHost,
  type HeldStore,
  holdStore,
  isReady,
  type StoreHost,
  type StorePlaces,
} from "./places.ts";
import { nextKey, openBlock } from "./ratchet.ts";
import type { StoreFacts } from "./store-ledger.ts";

export interface KindReport {
  readonly kind: string;
  /** How many items were put in, handed out (or lost with the rest of a block), burnt by agreements, and are left. */
  readonly total: number;
  readonly used: number;
  readonly burnt: number;
  readonly left: number;
  /** How many items a block has. A session takes whole blocks, and loses what it does not use of the last. */
  readonly perBlock: number;
  /** The size of the segment on disk. */
  readonly bytes: number;
}

/** What is in a store, as `spdz stock show` tells it. */
export interface StoreReport {
  readonly directory: string;
  /**
   * ready: it may be opened, even if its mark says that its making was cut short.
   * marked: opening it will wipe it.
   * destroyed: it is wiped.
   */
  readonly state: "ready" | "marked" | "destroyed";
  readonly mark: MarkState | null;
  /** Why it is destroyed. */
  readonly epitaph: string | null;
  /** Store and key id, family, field, parties, party, labels; null once destroyed. */
  readonly facts: StoreFacts | null;
  readonly kinds: readonly KindReport[];
  /** The size on disk, keys included. */
  readonly bytes: number;
}

/**
 * Holds the store's lock while it reads.
 * @throws StockRefused "absent", "misplaced", "in-use", "format", "foreign" or "damaged".
 */
export function showStore(places: StorePlaces, host: StoreHost = diskHost): Promise<StoreReport> {
  return holding(places, host, async (held) => (await readStore(held)).report);
}

/**
 * Opens every block that is left, and discards the contents. Returns one line per fault, and none if all is well.
 * @throws StockRefused as showStore; "destroyed" if there is nothing to verify.
 */
export function verifyStore(places: StorePlaces, host: StoreHost = diskHost): Promise<string[]> {
  return holding(places, host, async (held) => {
    const { report, keys, segments } = await readStore(held);
    if (report.facts === null || keys === null)
      throw new StockRefused("destroyed", `the stock in ${held.directory} is ${report.state}`);
    const faults: string[] = [];
    for (const segment of segments.values())
      faults.push(
        ...(await faultsIn(held, report.facts, segment, keys.segments.get(segment.kind)!)),
      );
    return faults;
  });
}

async function faultsIn(
  { files }: HeldStore,
  facts: StoreFacts,
  segment: KindSegment,
  state: { readonly key: Uint8Array; readonly block: number },
): Promise<string[]> {
  const faults: string[] = [];
  let key: Uint8Array = state.key.slice();
  for (let block = state.block; block < segment.table.blocks; block++) {
    const from = segment.table.offset(block);
    const sealed = await files.readAt(segment.path, from, segment.table.offset(block + 1) - from);
    const plain = openBlock(key, blockName(facts, segment, block), sealed);
    if (plain === null)
      faults.push(`block ${block} of ${segment.kind} is damaged (${segment.path})`);
    plain?.fill(0);
    const next = nextKey(key);
    key.fill(0);
    key = next;
  }
  return faults;
}

interface Read {
  readonly report: StoreReport;
  readonly keys: KeyState | null;
  readonly segments: ReadonlyMap<string, KindSegment>;
}

async function readStore(held: HeldStore): Promise<Read> {
  const { ledger, directory } = held;
  const [facts, mark, epitaph] = [ledger.facts(), await held.mark.read(), ledger.epitaph()];
  if (facts === null && mark === null && epitaph === null)
    throw new StockRefused("absent", `there is no stock in ${directory}`);
  assertLedgerThere(held, mark);
  if (facts !== null) await assertPaired(held, facts);
  const ready = facts !== null && (await isReady(held));
  const state = ready ? "ready" : facts !== null || mark !== null ? "marked" : "destroyed";
  const bytes = await sizeOf(held);
  const head = { directory, state, mark, epitaph, facts, bytes } as const;
  if (!ready) return { report: { ...head, kinds: [] }, keys: null, segments: new Map() };
  const field = referenceField(BigInt(facts.field));
  const segments = segmentsOf(held, facts, { field, family: facts.family, party: facts.party });
  // A store that a session would refuse is refused here too.
  const keys = await held.keyFile.read();
  await assertNewest(held, keys);
  await assertWhole(held, segments, keys);
  const kinds = [...segments.values()].map((segment) => kindReport(segment, keys));
  return { report: { ...head, kinds }, keys, segments };
}

function kindReport({ kind, table }: KindSegment, keys: KeyState): KindReport {
  const { block, burnt } = keys.segments.get(kind)!;
  const gone = table.firstItem(block);
  const left = table.items - gone;
  const { items: total, perBlock, bytes } = table;
  return { kind, total, used: gone - burnt, burnt, left, perBlock, bytes };
}

async function sizeOf({ files, directory, keyDirectory }: HeldStore): Promise<number> {
  let sum = 0;
  for (const place of [directory, keyDirectory])
    for (const name of await files.list(place)) sum += (await files.size(`${place}/${name}`)) ?? 0;
  return sum;
}

async function holding<T>(
  places: StorePlaces,
  host: StoreHost,
  work: (held: HeldStore) => Promise<T>,
): Promise<T> {
  const look = async () => {
    const held = await holdStore(places, host);
    try {
      return await work(held);
    } finally {
      held.ledger.close();
    }
  };
  return noticingFullDisk(places.keyDirectory, look, NOTHING_LOST);
}
