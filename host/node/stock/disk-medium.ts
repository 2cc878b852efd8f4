/**
 * A store's segments as a medium. To take items is to open their blocks, to replace the ratchet key durably, and to
 * hand the items out. The rest of an opened block stays in memory, and is lost at the end of the session.
 */
import { join } from "node:path";
import { ELEMENT_BYTES } from "../../../algebra/field.ts";
import { type Columns, joinColumns, rangeOf } from "../../../items/columns.ts";
import {
  type ItemKind,
  kindName,
  NOBODY,
  parseKind,
  type Shelf,
  widthsOf,
} from "../../../items/kinds.ts";
import { outOfMaterial, type StockMedium, type StockRange } from "../../../items/stock-medium.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { BlockTable } from "./block-table.ts";
import type { Files } from "./files.ts";
import { NOTHING_LOST, noticingFullDisk } from "./full-disk.ts";
import type { KeyFile, KeyState, SegmentState } from "./key-file.ts";
import { type BlockName, keyAfter, nextKey, openBlock } from "./ratchet.ts";
import type { ReservationCount } from "./reservation-count.ts";
import type { StoreFacts } from "./store-ledger.ts";

/** How many bytes are read at once. */
const READ_BYTES = 1 << 22;

/** One kind: its segment, and the items of reserved blocks that are not handed out yet. */
export class KindSegment {
  readonly kind: string;
  readonly path: string;
  readonly widths: readonly number[];
  readonly table: BlockTable;
  /** Bytes per item without what only one party has, so that the blocks of all parties are equal. */
  readonly sharedBytes: number;
  /** Items of reserved blocks, up to the last one's end. The first `from` are handed out. Null if none are left. */
  left: Columns | null = null;
  from = 0;
  /** The next item to hand out, and the first that this session may not hand out. */
  next = 0;
  end = 0;
  /** Items from here on may be missing at other parties. Null if none is missing. */
  settled: number | null = null;

  constructor(directory: string, kind: string, shelf: Shelf, blockBytes: number) {
    const item = parseKind(kind);
    this.kind = kind;
    this.path = join(directory, segmentName(kind));
    this.widths = widthsOf(item, shelf);
    const bytes = (widths: readonly number[]) => ELEMENT_BYTES * widths.reduce((s, w) => s + w, 0);
    this.sharedBytes = bytes(widthsOf(item, { ...shelf, party: NOBODY }));
    this.table = new BlockTable(bytes(this.widths), this.sharedBytes, blockBytes);
  }
}

/** "matrix-triple/64x30x1*4+4" → "matrix-triple_64x30x1x4+4.segment" */
const segmentName = (kind: string): string =>
  `${kind.replaceAll("/", "_").replaceAll("*", "x")}.segment`;

export class DiskMedium implements StockMedium {
  readonly identity: StoreFacts;
  readonly #shelf: Shelf;
  readonly #files: Files;
  readonly #keyFile: KeyFile;
  readonly #count: ReservationCount;
  readonly #segments: ReadonlyMap<string, KindSegment>;
  #keys: KeyState;
  #last: Promise<unknown> = Promise.resolve();
  #dead = false;

  constructor(
    facts: StoreFacts,
    shelf: Shelf,
    parts: {
      readonly files: Files;
      readonly keyFile: KeyFile;
      readonly count: ReservationCount;
      readonly segments: ReadonlyMap<string, KindSegment>;
      readonly keys: KeyState;
    },
  ) {
    this.identity = facts;
    this.#shelf = shelf;
    this.#files = parts.files;
    this.#keyFile = parts.keyFile;
    this.#count = parts.count;
    this.#segments = parts.segments;
    this.#keys = parts.keys;
    for (const segment of this.#segments.values()) {
      segment.next = segment.table.firstItem(this.#segmentState(segment).block);
      segment.end = segment.table.items;
    }
  }

  ranges(): ReadonlyMap<string, StockRange> {
    return new Map(
      [...this.#segments].map(([kind, segment]) => {
        const { burnt } = this.#segmentState(segment);
        const { next: cursor, end, settled } = segment;
        return [kind, { cursor, end, burnt, ...(settled !== null && { settled }) }];
      }),
    );
  }

  take(item: ItemKind, count: number): Promise<Columns> {
    return this.#inOrder(() => this.#take(kindName(item), count));
  }

  async #take(kind: string, count: number): Promise<Columns> {
    const segment = this.#segments.get(kind);
    if (segment === undefined || count > segment.end - segment.next)
      throw outOfMaterial(kind, count, segment && { cursor: segment.next, end: segment.end });
    const before = segment.left;
    await this.#reserve(segment, segment.next + count);
    const columns = segment.left!;
    const taken = rangeOf(columns, segment.widths, segment.from, segment.from + count);
    segment.next += count;
    segment.from += count;
    const rest = segment.table.firstItem(this.#segmentState(segment).block) - segment.next;
    if (rest === 0) segment.left = null;
    // The rest of a large take is copied, so that the memory of the whole take can be freed.
    else if (columns !== before)
      keep(segment, rangeOf(columns, segment.widths, count, count + rest));
    return taken;
  }

  /** Opens and reserves blocks until the items below `upTo` are in memory. */
  async #reserve(segment: KindSegment, upTo: number): Promise<void> {
    const state = this.#segmentState(segment);
    const to = segment.table.blockFrom(upTo);
    if (to <= state.block) return;
    const { columns, key } = await this.#openBlocks(segment, state, to);
    // Nothing is lost if this fails: either the old keys still hold, or the opened blocks are kept below.
    const moved = new Map([[segment.kind, { key, block: to, burnt: state.burnt }]]);
    await this.#replaceKeys(moved, () => {
      const rest = segment.left?.map((column, k) =>
        column.subarray(segment.from * segment.widths[k]!),
      );
      segment.left = joinColumns(rest === undefined ? [columns] : [rest, columns]);
      segment.from = 0;
    });
  }

  /** Decrypts the blocks [state.block, to). Returns their columns and the key after them, and reserves nothing. */
  async #openBlocks(segment: KindSegment, state: SegmentState, to: number) {
    const { table, widths } = segment;
    const first = table.firstItem(state.block);
    const items = table.firstItem(to) - first;
    const columns = widths.map((width) => new BigUint64Array(items * width));
    let key: Uint8Array = state.key.slice();
    for (let block = state.block; block < to; ) {
      let until = block + 1;
      while (until < to && table.offset(until + 1) - table.offset(block) <= READ_BYTES) until++;
      const base = table.offset(block);
      const bytes = await this.#files.readAt(segment.path, base, table.offset(until) - base);
      for (; block < until; block++) {
        const sealed = bytes.subarray(table.offset(block) - base, table.offset(block + 1) - base);
        const plain = openBlock(key, blockName(this.identity, segment, block), sealed);
        if (plain === null) throw damagedBlock(segment, block);
        this.#spread(plain, columns, widths, table.firstItem(block) - first, table.itemsIn(block));
        plain.fill(0);
        const next = nextKey(key);
        key.fill(0);
        key = next;
      }
    }
    return { columns, key };
  }

  /** Copies a block's items into `columns`. The block holds its part of each column, one after another. */
  #spread(plain: Uint8Array, columns: Columns, widths: readonly number[], at: number, n: number) {
    let from = 0;
    columns.forEach((column, k) => {
      const length = n * widths[k]!;
      const bytes = plain.subarray(from, from + length * ELEMENT_BYTES);
      column.set(this.#shelf.field.decode(bytes, length), at * widths[k]!);
      from += length * ELEMENT_BYTES;
    });
  }

  landing(kind: string, cursor: number): number {
    const segment = this.#segments.get(kind);
    return segment === undefined ? 0 : segment.table.firstItem(this.#landingBlock(segment, cursor));
  }

  /** Blocks are used whole: a block of which one item is gone is gone. */
  #landingBlock(segment: KindSegment, cursor: number): number {
    return Math.max(this.#segmentState(segment).block, segment.table.blockFrom(cursor));
  }

  advance(targets: ReadonlyMap<string, { cursor: number; end: number }>): Promise<void> {
    return this.#inOrder(async () => {
      const moved = new Map<string, SegmentState>();
      for (const [kind, { cursor, end }] of targets) {
        const segment = this.#segments.get(kind);
        if (segment === undefined) continue;
        if (segment.left !== null) throw new RangeError("a stock is agreed on before it is spent");
        const { key, block, burnt } = this.#segmentState(segment);
        const to = this.#landingBlock(segment, cursor);
        const lost = segment.table.firstItem(to) - segment.table.firstItem(block);
        if (lost > 0)
          moved.set(kind, { key: keyAfter(key, to - block), block: to, burnt: burnt + lost });
        segment.end = Math.max(Math.min(segment.end, end), segment.table.firstItem(to));
      }
      if (moved.size > 0) await this.#replaceKeys(moved, () => {});
      for (const segment of this.#segments.values())
        segment.next = segment.table.firstItem(this.#segmentState(segment).block);
    });
  }

  /**
   * Makes the new keys durable, calls `adopted`, and overwrites the old keys. Rejects if a step fails. The new keys
   * then hold if `adopted` was called, otherwise the old ones.
   */
  async #replaceKeys(moved: ReadonlyMap<string, SegmentState>, adopted: () => void): Promise<void> {
    const old = this.#keys;
    const segments = new Map([...old.segments, ...moved]);
    const state = { ...old, sequence: old.sequence + 1, segments };
    const replace = async () => {
      await this.#keyFile.write(state);
      this.#assertAlive();
      this.#keys = state;
      adopted();
      for (const kind of moved.keys()) old.segments.get(kind)?.key.fill(0);
      await this.#keyFile.forgetOthers(state);
      await this.#count.write(state.sequence);
    };
    await noticingFullDisk(this.#keyFile.path, replace, NOTHING_LOST);
  }

  /** For the wipe: zeroes keys and items in memory. After it nothing is handed out or written. */
  async destroy(): Promise<void> {
    this.#dead = true;
    await this.#last.catch(() => {});
    this.#forget();
  }

  async close(): Promise<void> {
    if (this.#dead) return;
    this.#dead = true;
    await this.#last.catch(() => {});
    this.#forget();
    // The count may be behind by design, so a failure to sync it does no harm.
    await this.#count.sync().catch(() => {});
  }

  #forget(): void {
    for (const segment of this.#segments.values()) {
      for (const column of segment.left ?? []) column.fill(0n);
      segment.left = null;
    }
    for (const { key } of this.#keys.segments.values()) key.fill(0);
    this.#keys.alpha?.fill(0);
  }

  #segmentState(segment: KindSegment): SegmentState {
    return this.#keys.segments.get(segment.kind)!;
  }

  #assertAlive(): void {
    if (this.#dead) throw new StockRefused("destroyed", "the stock is destroyed or closed");
  }

  /** Runs one operation at a time, in call order. A failed one does not stop later ones. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(() => {
      this.#assertAlive();
      return work();
    });
    this.#last = run.catch(() => {});
    return run;
  }
}

function keep(segment: KindSegment, rest: Columns): void {
  segment.left = rest.map((column) => column.slice());
  segment.from = 0;
}

export function blockName(
  facts: StoreFacts,
  segment: Pick<KindSegment, "kind" | "table">,
  block: number,
): BlockName {
  const { storeId, keyId, party } = facts;
  return {
    storeId,
    keyId,
    party,
    kind: segment.kind,
    index: block,
    items: segment.table.itemsIn(block),
  };
}

const damagedBlock = (segment: KindSegment, block: number): StockRefused =>
  new StockRefused(
    "damaged",
    `block ${block} of ${segment.kind} is damaged or belongs to another store (${segment.path})`,
  );
