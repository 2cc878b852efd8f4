/**
 * Making a store, batch by batch. Until the first batch is settled, the store is marked "generating": any end of the
 * session, a crash included, destroys it. From then on, until finish(), it is marked "unfinished". If this process
 * crashes, a peer falls silent, or a party leaves (interrupted, no space or no material left) outside of checks, only
 * the batch under way is lost. Any other end destroys the store. Only the session that makes a store adds to it.
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

/** AGREEMENT: at most so many bytes are requested from the source, and written, at once. */
const BATCH_BYTES = 1 << 24;
/** AGREEMENT: a kind is stored in so many portions, unless they would be smaller than LEAST_PORTION_BYTES. */
const PORTIONS = 8;
const LEAST_PORTION_BYTES = 1 << 22;
/** All of these constants, for the parties to compare. */
export const BATCHES = [BATCH_BYTES, PORTIONS, LEAST_PORTION_BYTES].join(" ");

/** The session that makes the store. */
export interface StoreSession {
  readonly self: number;
  readonly n: number;
  /** Equal at all parties, and new for every session. */
  readonly id: Uint8Array;
  random(length: number): Uint8Array;
}

export interface StoreOptions {
  readonly blockBytes?: number;
  readonly host?: StoreHost;
}

/**
 * An empty store, locked and marked. It replaces a store that holds nothing yet or is to be destroyed. Make the MAC key
 * with its `guard`, and then fill it.
 * @throws StockRefused "exists" if there is one at this place; "in-use"; "no-space".
 */
export async function createStore(
  places: StorePlaces,
  { blockBytes = BLOCK_BYTES, host = diskHost }: StoreOptions = {},
): Promise<StoreDraft> {
  return noticingFullDisk(places.directory, async () => {
    const held = await holdStore(places, host, true);
    try {
      // The lock is free, so the process that held this store is gone. Nobody may spend from a dead store.
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
  /** By kind: the first key of its ratchet, and the key after the blocks so far. */
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
   * Stores everything of `demand`, and finishes. Batches are bounded, and all kinds grow in proportion, so that a store
   * that was cut short is of use. The stock owns the source and closes it.
   * `onBatch` is told how many items of a kind are stored, and of how many. Nothing more is made before it resolves.
   * There the parties wait for each other, so that after a crash their stores differ by one batch at most.
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

  /** Says whose material it is. Called once, before the first batch. */
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
   * Stores an accepted batch, which is settled when this resolves. α_i and the ratchet keys are first written here. If
   * the disk is full, nothing changes, and the batch may be put again. Puts run in call order, one at a time.
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

  /** Seals blocks and writes them behind those that exist. Returns the key after them. */
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

  /** From here on, a process that opens the store may spend what the ledger lists: nothing without the first batch. */
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

  /** The last batch is accepted. From here on this session and later ones may spend from the store. */
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
   * Destroys what is stored, and releases the lock. If the reason is that somebody fell silent or this party left,
   * settled batches are kept.
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

  /** How many items a batch has: those of whole blocks, and equal at all parties. */
  #batchItems({ name, count }: Lot): number {
    const { perBlock } = this.#segmentOf(name).table;
    const bytes = (count / perBlock) * this.#blockBytes;
    const portion = Math.min(BATCH_BYTES, Math.max(LEAST_PORTION_BYTES, bytes / PORTIONS));
    return perBlock * Math.max(1, Math.floor(portion / this.#blockBytes));
  }

  /** Waits for the step under way, which would otherwise write keys after the wipe. No step begins later. */
  async #forget(): Promise<void> {
    await this.#last;
    for (const key of this.#ends.values()) key.fill(0);
    for (const { key } of this.#first.values()) key.fill(0);
    this.#keys?.alpha?.fill(0);
  }

  /** Runs one step at a time, in call order. A failed step does not stop later ones, but a wipe does. */
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

/** The batches in the order in which they are stored. Next comes the kind of which the smallest part is done. */
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

/** True of a store that was left before its first batch, during a check, or during its wipe. */
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

/** The folder holds segments whose keys are elsewhere. They would be overwritten. */
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
