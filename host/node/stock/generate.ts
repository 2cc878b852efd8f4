/**
 * Making a store, batch by batch. Until the first batch is settled it is marked "generating": whatever ends the
 * session before, a crash included, destroys it. From then on, to finish(), it is "unfinished": a crash of this
 * process, a peer's silence, or leaving (interrupted, out of room or material), outside of checks costs the batch
 * under way; any other end destroys all. Only the session that makes a store adds to it.
 */
import { dirname } from "node:path";
import type { Field } from "../../../algebra/field.ts";
import { hash, hex } from "../../../crypto/hash.ts";
import { type Columns, countOf, rangeOf } from "../../../items/columns.ts";
import { type ItemKind, kindName, parseKind } from "../../../items/kinds.ts";
import { type Preprocessing, takeMany } from "../../../items/preprocessing.ts";
import { Stock, type StockDemand } from "../../../items/stock.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { isSilence } from "../../../network/abort.ts";
import { inShort, type MacKey } from "../../../protocols/mac-key.ts";
import { nodeSuite } from "../suite.ts";
import { BLOCK_BYTES } from "./block-size.ts";
import { blockName, DiskMedium, KindSegment } from "./disk-medium.ts";
import { noticingFullDisk } from "./full-disk.ts";
import type { KeyState, SegmentState } from "./key-file.ts";
import { isUsable } from "./mark.ts";
import { diskHost, type HeldStore, holdStore, type StoreHost, type StorePlaces } from "./places.ts";
import { KEY_BYTES, keyAfter, nextKey, sealBlock } from "./ratchet.ts";
import type { StoreFacts } from "./store-ledger.ts";
import { epitaphOf, StoreGuard, wipeStore } from "./wipe.ts";

/** AGREEMENT: bytes of one request to the source, and of one write. */
const BATCH_BYTES = 1 << 24;
/** AGREEMENT: a kind is laid down in so many portions, if they need not be smaller than the least for that. */
const PORTIONS = 8;
const LEAST_PORTION_BYTES = 1 << 22;
/** All of these, for the parties to compare. */
export const BATCHES = [BATCH_BYTES, PORTIONS, LEAST_PORTION_BYTES].join(" ");

/** The session that makes the store. */
export interface StoreSession {
  readonly self: number;
  readonly n: number;
  /** Equal at all parties, never seen before. */
  readonly id: Uint8Array;
  random(length: number): Uint8Array;
}

export interface StoreOptions {
  readonly blockBytes?: number;
  readonly host?: StoreHost;
}

/**
 * An empty store, locked and marked; it replaces one that has nothing laid down, or that is to be destroyed. Make the MAC key with its `guard`, then fill it.
 * @throws StockRefused "exists" if there is one at this place; "in-use"; "no-space".
 */
export async function createStore(
  places: StorePlaces,
  { blockBytes = BLOCK_BYTES, host = diskHost }: StoreOptions = {},
): Promise<StoreDraft> {
  return noticingFullDisk(places.directory, async () => {
    const held = await holdStore(places, host, true);
    try {
      // Who held this one is gone, as its lock is: nobody may spend from it any more.
      if (await isDead(held)) await finishWipe(held);
      if (held.ledger.facts() !== null || (await held.mark.read()) !== null)
        throw new StockRefused(
          "exists",
          `there is a stock in ${held.directory} already: make the new one elsewhere, or remove both its folders`,
        );
      if (await held.owner.isTaken()) throw takenFolder(held);
      await held.mark.set("generating");
      for (const directory of [held.directory, held.keyDirectory])
        await held.files.fsyncDirectory(dirname(directory));
      return new StoreDraft(held, blockBytes);
    } catch (error) {
      held.ledger.close();
      throw error;
    }
  });
}

export class StoreDraft {
  readonly guard: StoreGuard;
  readonly #held: HeldStore;
  readonly #blockBytes: number;
  readonly #segments = new Map<string, KindSegment>();
  /** The ratchets' beginnings, and their ends so far. */
  readonly #first = new Map<string, SegmentState>();
  readonly #ends = new Map<string, Uint8Array>();
  #begun: Begun | null = null;
  #keys: KeyState | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(held: HeldStore, blockBytes: number) {
    this.#held = held;
    this.#blockBytes = blockBytes;
    this.guard = new StoreGuard(held, "generating");
    this.guard.forget = () => this.#forget();
  }

  /**
   * Everything of `demand`, in bounded batches and in proportion, so that what was cut short is of use; then finish.
   * The stock owns the source and closes it.
   * `onBatch` hears how many items of a kind are laid down, of how many; nothing more is made before it resolves:
   * the parties meet there, so that after a crash they differ by one batch at most.
   */
  async fill(
    source: Preprocessing,
    session: StoreSession,
    demand: StockDemand,
    onBatch: (kind: string, done: number, count: number) => void | Promise<void> = () => undefined,
  ): Promise<Stock> {
    await this.begin(source, session);
    const lots = [...demand].map(([name, count]) => ({ name, count }));
    for (const { name, done, items, count } of inProportion(lots, (lot) => this.#batchItems(lot))) {
      const item = parseKind(name);
      await this.put(item, await takeMany(source, item, items));
      await onBatch(name, done + items, count);
    }
    return this.finish(() => source.close());
  }

  /** Whose material it is. Once, before the first batch. */
  async begin(source: Omit<Preprocessing, "used" | "close">, session: StoreSession): Promise<void> {
    if (this.#begun !== null) throw new RangeError("a store is begun once");
    const { field, family, keyId, labels, statistical, macKey } = source;
    if (macKey !== null && macKey.guard !== this.guard)
      throw new RangeError("the MAC key of a store is made with the store's guard");
    const id = hash(nodeSuite, "spdz-lab/stock-id/v1", session.id, keyId, this.#blockBytes);
    const facts: StoreFacts = {
      storeId: hex(id.subarray(0, 16)),
      keyId,
      family,
      field: field.p.toString(),
      n: session.n,
      party: session.self,
      labels,
      statistical,
      blockBytes: this.#blockBytes,
    };
    const { keyDirectory, directory, ledger, owner } = this.#held;
    await noticingFullDisk(keyDirectory, async () => ledger.begin(facts));
    const claimed = owner.claim(facts).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === "EEXIST" ? takenFolder(this.#held) : error;
    });
    await noticingFullDisk(directory, () => claimed);
    this.#begun = { facts, field, macKey, random: (length) => session.random(length) };
  }

  /**
   * An accepted batch, settled when this resolves. α_i and the ratchet keys are first written here. If the disk
   * is full nothing changes, and the batch may be put again. Puts take place in call order, one at a time.
   */
  put(item: ItemKind, columns: Columns): Promise<void> {
    return this.#inOrder(() => this.#put(item, columns));
  }

  async #put(item: ItemKind, columns: Columns): Promise<void> {
    const { random } = this.#started();
    const kind = kindName(item);
    const segment = this.#segmentOf(kind);
    const items = countOf(columns, segment.widths, kind);
    if (items === 0) throw new RangeError(`${kind}: an empty batch`);
    await noticingFullDisk(this.#held.directory, async () => {
      const start = this.#ends.get(kind) ?? this.#first.get(kind)?.key ?? random(KEY_BYTES);
      const end = await this.#write(segment, start, items, columns);
      if (!this.#first.has(kind)) await this.#addKeys(kind, start);
      await this.#settle(this.#segments.size === 0);
      this.#held.ledger.add({ kind, items });
      segment.table.append(items);
      this.#segments.set(kind, segment);
      this.#ends.get(kind)?.fill(0);
      this.#ends.set(kind, end);
    });
  }

  /** Seals and writes blocks behind those that are there; returns the key after them. */
  async #write(segment: KindSegment, start: Uint8Array, items: number, columns: Columns) {
    const { facts, field } = this.#started();
    const { files } = this.#held;
    const placed = segment.table.after(items);
    const from = segment.table.blocks;
    const sealed: Uint8Array[] = [];
    let key: Uint8Array = start.slice();
    for (let block = from; block < placed.blocks; block++) {
      const first = placed.firstItem(block) - segment.table.items;
      const run = rangeOf(columns, segment.widths, first, first + placed.itemsIn(block));
      const plain = Buffer.concat(run.map((column) => field.encode(column)));
      const name = blockName(facts, { kind: segment.kind, table: placed }, block);
      sealed.push(sealBlock(key, name, plain));
      plain.fill(0);
      const next = nextKey(key);
      key.fill(0);
      key = next;
    }
    if ((await files.size(segment.path)) === null)
      await files.create(segment.path, new Uint8Array(0));
    await files.writeAt(segment.path, segment.table.bytes, Buffer.concat(sealed));
    await files.fsync(segment.path);
    return key;
  }

  /** Whoever finds this store from here on may spend what the ledger says; without the first batch, nothing. */
  async #settle(first: boolean): Promise<void> {
    const { count, files, directory } = this.#held;
    if (first) await count.create();
    await count.write(this.#keys!.sequence);
    await count.sync();
    await files.fsyncDirectory(directory);
    if (first) await this.guard.rest("unfinished");
  }

  async #addKeys(kind: string, start: Uint8Array): Promise<void> {
    const { field, macKey } = this.#started();
    const { keyFile, files, keyDirectory } = this.#held;
    if (this.#keys === null) {
      await keyFile.create();
      await files.fsyncDirectory(keyDirectory);
    }
    const segments = new Map(this.#first).set(kind, {
      key: keyAfter(start, 0),
      block: 0,
      burnt: 0,
    });
    const alpha = macKey === null ? null : field.encode(macKey.share);
    const state = { sequence: (this.#keys?.sequence ?? 0) + 1, alpha, segments };
    await keyFile.write(state);
    await keyFile.forgetOthers(state);
    this.#keys?.alpha?.fill(0);
    this.#keys = state;
    this.#first.set(kind, segments.get(kind)!);
  }

  /** The last batch is accepted: from here on the store may be spent, by this session and later ones. */
  finish(release: () => Promise<void> = async () => {}): Promise<Stock> {
    return this.#inOrder(() => this.#finish(release));
  }

  async #finish(release: () => Promise<void>): Promise<Stock> {
    const { facts, field, macKey } = this.#started();
    const keys = this.#keys;
    if (keys === null) throw new RangeError("a store without a batch");
    const { files, directory, keyFile, count, ledger } = this.#held;
    await noticingFullDisk(directory, () => this.guard.rest("clear"));
    for (const end of this.#ends.values()) end.fill(0);
    const shelf = { field, family: facts.family, party: facts.party };
    const parts = { files, keyFile, count, segments: this.#segments, keys };
    const medium = new DiskMedium(facts, shelf, parts);
    this.guard.forget = () => medium.destroy();
    return new Stock(medium, field, macKey, async () => {
      ledger.close();
      await release();
    });
  }

  /**
   * Releases the lock, after destroying what there is; but for what was settled before somebody fell silent or this
   * party left, if that is why.
   */
  async abandon(why?: unknown): Promise<void> {
    const macKey = this.#begun?.macKey ?? null;
    try {
      await noticingFullDisk(this.#held.keyDirectory, async () => {
        if (why === undefined) await (macKey?.destroy() ?? this.guard.wipe());
        else if (macKey !== null) await macKey.endAfter(why);
        else if (!isSilence(why) || !this.guard.cutShort()) await this.guard.wipe(inShort(why));
        await this.guard.forget();
      });
    } finally {
      this.#held.ledger.close();
    }
  }

  #started(): Begun {
    if (this.#begun === null) throw new RangeError("a store is begun before its first batch");
    return this.#begun;
  }

  #segmentOf(kind: string): KindSegment {
    const { facts, field } = this.#started();
    const shelf = { field, family: facts.family, party: facts.party };
    return (
      this.#segments.get(kind) ??
      new KindSegment(this.#held.directory, kind, shelf, facts.blockBytes)
    );
  }

  /** Whole blocks, equal at all parties. */
  #batchItems({ name, count }: Lot): number {
    const { perBlock } = this.#segmentOf(name).table;
    const bytes = (count / perBlock) * this.#blockBytes;
    const portion = Math.min(BATCH_BYTES, Math.max(LEAST_PORTION_BYTES, bytes / PORTIONS));
    return perBlock * Math.max(1, Math.floor(portion / this.#blockBytes));
  }

  /** A step under way ends first: it would write keys behind the wipe's back. None begins after it. */
  async #forget(): Promise<void> {
    await this.#last;
    for (const key of this.#ends.values()) key.fill(0);
    for (const { key } of this.#first.values()) key.fill(0);
    this.#keys?.alpha?.fill(0);
  }

  /** One step at a time, in call order; a failed one does not stop those after it, a wipe does. */
  #inOrder<T>(step: () => Promise<T>): Promise<T> {
    const run = this.#last.then(async () => {
      this.#assertNotWiped();
      return step().finally(() => this.#assertNotWiped());
    });
    this.#last = run.catch(() => {});
    return run;
  }

  #assertNotWiped(): void {
    if (this.guard.ended)
      throw new StockRefused("destroyed", `the stock in ${this.#held.directory} is gone`);
  }
}

/** So many items of a kind. */
interface Lot {
  readonly name: string;
  readonly count: number;
}

/** What is laid down one after another: next comes the kind of which the smallest part is done. */
export function* inProportion(lots: readonly Lot[], batchItems: (lot: Lot) => number) {
  const rows = lots.map((lot) => ({ ...lot, step: batchItems(lot), done: 0 }));
  for (;;) {
    const open = rows.filter(({ done, count }) => done < count);
    if (open.length === 0) return;
    const row = open.reduce((a, b) => (b.done / b.count < a.done / a.count ? b : a));
    const { name, count, done } = row;
    const items = Math.min(row.step, count - done);
    yield { name, count, done, items };
    row.done += items;
  }
}

/** A store that was left before its first batch, within a check, or within its wipe. */
async function isDead({ mark, ledger }: HeldStore): Promise<boolean> {
  const state = await mark.read();
  if (state === null) return false;
  if (!isUsable(state)) return true;
  return state === "unfinished" && ledger.facts() !== null && ledger.batches().length === 0;
}

async function finishWipe(held: HeldStore): Promise<void> {
  const facts = held.ledger.facts();
  if (facts !== null) await held.owner.assertIs(facts, held.keyDirectory, true);
  await wipeStore(held, await epitaphOf(held.mark));
}

/** Segments lie there whose keys are elsewhere: they would be overwritten. */
const takenFolder = ({ directory, keyDirectory }: HeldStore): StockRefused =>
  new StockRefused(
    "exists",
    `there is a stock in ${directory} already, whose keys are not in ${keyDirectory}`,
  );

interface Begun {
  readonly facts: StoreFacts;
  readonly field: Field;
  readonly macKey: MacKey | null;
  readonly random: (length: number) => Uint8Array;
}
