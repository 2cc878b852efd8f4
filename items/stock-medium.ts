/**
 * What a stock lies on: memory, or a disk. A medium hands out runs of items as columns, each once. It makes a reservation
 * durable before it hands anything out.
 */
import type { Vector } from "../algebra/field.ts";
import { OutOfMaterial } from "../network/abort.ts";
import { type Columns, countOf, type Family, rangeOf } from "./columns.ts";
import { type ItemKind, kindName, parseKind, type Shelf, widthsOf } from "./kinds.ts";

/** What the parties compare before they spend from a store: equal at all of them but for `party`. */
export interface StockIdentity {
  /** Names the store at every party; public. */
  readonly storeId: string;
  readonly keyId: string;
  readonly family: Family;
  /** The prime, in decimal. */
  readonly field: string;
  readonly n: number;
  readonly party: number;
  /** What every result made with it must say. */
  readonly labels: readonly string[];
  /** The s that the items were made with; null where nothing rests on one. */
  readonly statistical: number | null;
}

/** How much of one kind there is, in items counted from the store's first. */
export interface StockRange {
  /** Items below this are handed out or burnt. */
  readonly cursor: number;
  /** Items from this on do not exist. */
  readonly end: number;
  /** Items burnt by agreements with the other parties over the store's life; part of [0, cursor). */
  readonly burnt: number;
  /**
   * Items from this on may be missing at other parties, through nobody's fault: the making of the store was cut short
   * before all had said that they have them. Left out if there are none.
   */
  readonly settled?: number;
}

export interface StockMedium {
  readonly identity: StockIdentity;
  /** By kindName. */
  ranges(): ReadonlyMap<string, StockRange>;
  /**
   * The next `count` ≥ 1 items. Calls take in call order; what is handed out belongs to the caller.
   * @throws OutOfMaterial, without taking any; StockRefused if the medium fails.
   */
  take(item: ItemKind, count: number): Promise<Columns>;
  /**
   * Where this kind's cursor ends up if it is moved to `cursor`. A medium may hold items in blocks that go as a whole.
   * Never before the present cursor, nor beyond the last item.
   */
  landing(kind: string, cursor: number): number;
  /** Durably moves cursors forward to their landings; for this session moves ends back. Other kinds stay as they are. */
  advance(targets: ReadonlyMap<string, { cursor: number; end: number }>): Promise<void>;
  /** Zeroes what is left in memory and releases locks. */
  close(): Promise<void>;
}

/** Says what is missing, of which kind and how many. */
export function outOfMaterial(
  kind: string,
  asked: number,
  range: Pick<StockRange, "cursor" | "end"> | undefined,
): OutOfMaterial {
  if (range === undefined)
    return new OutOfMaterial(`out of material: ${asked} of ${kind} asked for, the stock has none`);
  const left = Math.max(0, range.end - range.cursor);
  return new OutOfMaterial(
    `out of material: ${asked} of ${kind} asked for, ${left} left of ${range.end}: ${asked - left} missing`,
  );
}

interface KindColumns {
  readonly columns: Columns;
  readonly widths: readonly number[];
  cursor: number;
  end: number;
  burnt: number;
}

/** Items in memory: taking is slicing, whatever the count. */
export class MemoryMedium implements StockMedium {
  readonly identity: StockIdentity;
  readonly #kinds = new Map<string, KindColumns>();

  /** `columns` by kindName, in the layout of widthsOf; owned by the medium from here on. */
  constructor(identity: StockIdentity, shelf: Shelf, columns: ReadonlyMap<string, Columns>) {
    this.identity = identity;
    for (const [name, own] of columns) {
      const widths = widthsOf(parseKind(name), shelf);
      const end = countOf(own, widths, name);
      this.#kinds.set(name, { columns: own, widths, cursor: 0, end, burnt: 0 });
    }
  }

  ranges(): ReadonlyMap<string, StockRange> {
    return new Map(
      [...this.#kinds].map(([name, { cursor, end, burnt }]) => [name, { cursor, end, burnt }]),
    );
  }

  async take(item: ItemKind, count: number): Promise<Columns> {
    const name = kindName(item);
    const held = this.#kinds.get(name);
    if (held === undefined || count > held.end - held.cursor)
      throw outOfMaterial(name, count, held);
    const from = held.cursor;
    held.cursor += count;
    return rangeOf(held.columns, held.widths, from, held.cursor);
  }

  landing(kind: string, cursor: number): number {
    const held = this.#kinds.get(kind);
    return held === undefined ? 0 : Math.min(Math.max(cursor, held.cursor), held.end);
  }

  async advance(targets: ReadonlyMap<string, { cursor: number; end: number }>): Promise<void> {
    for (const [name, { cursor, end }] of targets) {
      const held = this.#kinds.get(name);
      if (held === undefined) continue;
      const next = this.landing(name, cursor);
      rest(held, held.cursor, next);
      held.burnt += next - held.cursor;
      held.cursor = next;
      held.end = Math.min(held.end, Math.max(end, next));
    }
  }

  async close(): Promise<void> {
    for (const held of this.#kinds.values()) rest(held, held.cursor, undefined);
    this.#kinds.clear();
  }
}

/** Zeroes the items [from, to) of a kind, to its last column element if `to` is left out. */
function rest(held: KindColumns, from: number, to: number | undefined): void {
  held.columns.forEach((column: Vector, k) => {
    const width = held.widths[k]!;
    column.fill(0n, from * width, to === undefined ? column.length : to * width);
  });
}
