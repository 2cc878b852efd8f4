/**
 * Preprocessing that the parties make together, with a backend that makes the basic items in batches. What it
 * does not make, bits and masks, is made of these.
 *
 * Calls are served in call order, one after another, so that every party makes the same batches in the same
 * order. In the authenticated family a call takes its place in the MAC key's queue at once: other checks under
 * the key (of an engine, say) meet those of its batches at the same point at every party. Leftovers of a batch
 * serve later calls; how much is made ahead grows with what was used before.
 */
import type { Field } from "../algebra/field.ts";
import { Abort, OutOfMaterial, parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import type { CheckKey, MacKey } from "../protocols/mac-key.ts";
import type { Share } from "../protocols/share.ts";
import { bitsFromSquares } from "./bits.ts";
import { assertMakeable } from "./item-limits.ts";
import { comparisonShares, testedMasks, truncationShares } from "./masks.ts";
import { Pile, spareIn } from "./pile.ts";
import { type Family, type ItemKind, kindName, type Preprocessing } from "./preprocessing.ts";
import { ColumnReader, type Columns, parseKind, widthsOf } from "./stock-layout.ts";
import { TypedCalls } from "./typed-calls.ts";

/** What a backend makes itself. */
export type BasicItem = Exclude<
  ItemKind,
  { readonly kind: "bit" } | { readonly kind: "comparison-mask" | "truncation-mask" }
>;

/** A call as its backend sees it. */
export interface Order {
  /** For the checks; null in the plain family. */
  readonly macKey: CheckKey | null;
  /** Items of another kind, accepted, for use within this one. */
  take(item: ItemKind, count: number): Promise<Columns>;
  /** Hands over accepted items, in the columns of widthsOf. The next batch waits until it resolves. */
  deliver(columns: Columns, count: number): Promise<void>;
}

export interface Backend {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  /** Null in the plain family. */
  readonly macKey: MacKey | null;
  readonly labels: readonly string[];
  /** s */
  readonly statistical: number;
  /** How many items the largest batch gives. */
  largestBatch(item: BasicItem): number;
  /**
   * Makes at least `count` ≥ 1 items. What it makes, and in which messages, follows from the calls alone.
   * @throws OutOfMaterial before anything is sent, if the keys carry no more.
   */
  make(item: BasicItem, count: number, order: Order): Promise<void>;
  /** Zeroes what the backend holds; idempotent. */
  wipe(): void;
}

/** AGREEMENT: masks tested at a time; bounds memory. */
const MASKS = 1 << 13;
/** The longest order: two numbers and a kind. */
const MAX_ORDER_BYTES = 160;

export class Generated extends TypedCalls implements Preprocessing {
  readonly family: Family;
  readonly field: Field;
  readonly keyId: string;
  readonly macKey: MacKey | null;
  readonly labels: readonly string[];
  readonly statistical: number;
  readonly #session: Session;
  readonly #agreed: boolean;
  readonly #orders: Channel;
  readonly #backend: Backend;
  readonly #piles = new Map<string, Pile>();
  /** What each pile gave so far, for calls and for other items. */
  readonly #drawn = new Map<string, number>();
  /** Calls that wait or are served. */
  #pending = 0;
  #steps = 0;
  #ordered = 0;
  #wiped = false;
  /** The plain family's queue. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * Takes the labels "orders", "bits-…" and "masks-…" of the session. `agreed`: what will be asked for was agreed upon
   * before, so that whoever orders something else is at fault.
   */
  constructor(session: Session, backend: Backend, agreed = false) {
    super();
    this.#agreed = agreed;
    this.family = backend.family;
    this.field = backend.field;
    this.keyId = backend.keyId;
    this.macKey = backend.macKey;
    this.labels = backend.labels;
    this.statistical = backend.statistical;
    this.#session = session;
    this.#orders = session.channel("orders");
    this.#backend = backend;
    this.macKey?.whenDestroyed(() => this.#wipe());
  }

  spare(): ReadonlyMap<string, number> {
    return spareIn(this.#piles);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wipe();
  }

  /** Nothing is awaited before the call has its place. */
  protected async handOut(item: ItemKind, count: number): Promise<Columns> {
    assertMakeable(item, this.field, this.#session.n);
    if (this.#closed) throw new TypeError("the preprocessing is closed");
    if (this.macKey?.dead === true)
      throw new Error("the MAC key is destroyed: a check under it failed or was left");
    if (this.#wiped) throw new Error("the preprocessing has failed");
    return this.#pending === 0 && this.#pileOf(item).count >= count
      ? this.#draw(item, count)
      : await this.#inTurn((macKey) => this.#supply(item, count, macKey));
  }

  /** One call at a time; any failure but a lack of material ends everything. */
  async #inTurn<T>(work: (macKey: CheckKey | null) => Promise<T>): Promise<T> {
    const guarded = async (macKey: CheckKey | null): Promise<T | OutOfMaterial> => {
      try {
        return await work(macKey);
      } catch (failure) {
        if (failure instanceof OutOfMaterial) return failure;
        this.#wipe();
        if (macKey === null) throw failure;
        return await macKey.destroyAfter(failure);
      }
    };
    this.#pending++;
    try {
      const result = await (this.macKey?.section(guarded) ?? this.#inPlainTurn(guarded));
      if (result instanceof OutOfMaterial) throw result;
      return result;
    } finally {
      this.#pending--;
    }
  }

  #inPlainTurn<T>(work: (macKey: null) => Promise<T>): Promise<T> {
    const run = this.#last.then(() => work(null));
    run.catch(() => {}); // The caller gets the rejection; here it ends the queue.
    this.#last = run;
    return run;
  }

  /** Makes what is missing, then draws. */
  async #supply(item: ItemKind, count: number, macKey: CheckKey | null): Promise<Columns> {
    const pile = this.#pileOf(item);
    while (pile.count < count) await this.#make(item, count - pile.count, macKey);
    return this.#draw(item, count);
  }

  #draw(item: ItemKind, count: number): Columns {
    const name = kindName(item);
    this.#drawn.set(name, (this.#drawn.get(name) ?? 0) + count);
    return this.#pileOf(item).take(count);
  }

  async #make(item: ItemKind, missing: number, macKey: CheckKey | null): Promise<void> {
    await this.#agree(item, missing);
    const pile = this.#pileOf(item);
    switch (item.kind) {
      case "bit": {
        const squares = { kind: "square" } as const;
        const count = this.#withReserve(item, missing, this.#backend.largestBatch(squares));
        return this.#backend.make(
          squares,
          count,
          this.#order(macKey, async (columns) => {
            const reader = new ColumnReader(columns, this.family);
            const session = this.#session.child(`bits-${this.#steps++}`);
            const bits = await bitsFromSquares(session, this.field, macKey, reader.squares());
            this.#lay(pile, columnsOf([bits]), bits.value.length);
          }),
        );
      }
      case "comparison-mask":
      case "truncation-mask": {
        const [first, ...bits] = await this.#masks(Math.min(missing, MASKS), macKey);
        const holder = {
          field: this.field,
          self: this.#session.self,
          macKeyShare: macKey?.share ?? null,
        };
        const all = [first!, ...bits];
        const shares =
          item.kind === "truncation-mask"
            ? truncationShares(holder, all, item.f, item.exact)
            : comparisonShares(holder, all);
        return this.#lay(pile, columnsOf(shares), first!.value.length);
      }
      default: {
        const count = this.#withReserve(item, missing, this.#backend.largestBatch(item));
        const deliver = async (columns: Columns, items: number) => this.#lay(pile, columns, items);
        return this.#backend.make(item, count, this.#order(macKey, deliver));
      }
    }
  }

  /** The bits of `count` numbers but for those that are too large. */
  async #masks(count: number, macKey: CheckKey | null): Promise<Share[]> {
    const width = this.field.bits;
    const take = async (item: ItemKind, items: number) =>
      new ColumnReader(await this.#supply(item, items, macKey), this.family);
    const all = (await take({ kind: "bit" }, width * count)).share();
    const triples = (await take({ kind: "triple" }, count)).triples();
    const bits = Array.from({ length: width }, (_, i) => ({
      value: all.value.subarray(i * count, (i + 1) * count),
      mac: all.mac?.subarray(i * count, (i + 1) * count) ?? null,
    }));
    const session = this.#session.child(`masks-${this.#steps++}`);
    return testedMasks(session, this.field, macKey, bits, triples);
  }

  /** What is missing; or, of a kind that goes on being used, as many as were used before, up to a batch. */
  #withReserve(item: ItemKind, missing: number, largest: number): number {
    return Math.max(missing, Math.min(this.#drawn.get(kindName(item)) ?? 0, largest));
  }

  #order(macKey: CheckKey | null, deliver: Order["deliver"]): Order {
    return { macKey, take: (item, count) => this.#supply(item, count, macKey), deliver };
  }

  #pileOf(item: ItemKind): Pile {
    const name = kindName(item);
    let pile = this.#piles.get(name);
    if (pile === undefined) {
      const { field, family } = this;
      pile = new Pile(widthsOf(item, { field, family, party: this.#session.self }));
      this.#piles.set(name, pile);
    }
    return pile;
  }

  /**
   * All are about to make the same: where programs diverge nobody has cheated, and nothing is made. Orders are told in
   * clear: what is no order at all is its sender's fault, and no difference of programs.
   */
  async #agree(item: ItemKind, missing: number): Promise<void> {
    const { path } = this.#orders;
    const ordinal = this.#ordered++;
    const own = orderText(ordinal, item, missing);
    const all = await this.#orders.exchange(new TextEncoder().encode(own), MAX_ORDER_BYTES);
    const texts = all.map((raw, from) => parseFrom(path, from, raw, (r) => parseOrder(r, ordinal)));
    const other = texts.findIndex((text) => text !== own);
    if (other < 0) return;
    const detail = `${needed(own)} needed here, ${needed(texts[other]!)} at P${other}`;
    throw this.#agreed
      ? new Abort("malformed-message", path, [other], detail)
      : new Abort("programs-diverged", path, [], detail);
  }

  /** Nothing that was accepted comes in after the end. */
  #lay(pile: Pile, columns: Columns, items: number): void {
    if (this.#wiped) {
      for (const column of columns) column.fill(0n);
      throw new Error("the keys are destroyed");
    }
    pile.add(columns, items);
  }

  #wipe(): void {
    this.#wiped = true;
    for (const pile of this.#piles.values()) pile.wipe();
    this.#backend.wipe();
  }
}

/** "3 square 20000": the fourth order, for so many squares. */
const orderText = (ordinal: number, item: ItemKind, missing: number): string =>
  `${ordinal} ${kindName(item)} ${missing}`;

/** RangeError unless it is an order in its one form, and the one that is due. */
function parseOrder(raw: Uint8Array, ordinal: number): string {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  const match = /^(0|[1-9]\d{0,15}) (\S+) ([1-9]\d{0,15})$/.exec(text);
  if (match === null) throw new RangeError("not an order");
  parseKind(match[2]!);
  if (match[1] !== `${ordinal}`) throw new RangeError(`an order out of turn, ${ordinal} is due`);
  return text;
}

/** Of an order that parses: "20000 of square". */
const needed = (order: string): string => order.replace(/^\d+ (\S+) (\d+)$/, "$2 of $1");

/** Value, then MAC where there is one, of each share. */
const columnsOf = (shares: readonly Share[]): Columns =>
  shares.flatMap(({ value, mac }) => (mac === null ? [value] : [value, mac]));
