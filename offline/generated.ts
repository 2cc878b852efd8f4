/**
 * Preprocessing that the parties make together. A backend makes the basic items in batches. All other items are derived
 * from these, as the record of each kind says.
 *
 * Calls are served in call order, one after another, so that every party makes the same batches in the same order. In
 * the authenticated family a call takes its place in the MAC key's queue at once. So the checks of its batches, and
 * other checks under the key (those of an engine, for example), have the same order at every party. Leftovers of a
 * batch serve later calls. How much is made ahead grows with what earlier calls used.
 */
import type { Field } from "../algebra/field.ts";
import { type Columns, countOf, type Family } from "../items/columns.ts";
import { Counted } from "../items/counted.ts";
import { ItemQueue, spareIn } from "../items/item-queue.ts";
import type { Making } from "../items/kind.ts";
import {
  assertItem,
  type BasicItem,
  type ItemKind,
  kindName,
  kindOf,
  parseKind,
  widthsOf,
} from "../items/kinds.ts";
import type { Preprocessing } from "../items/preprocessing.ts";
import { Abort, OutOfMaterial, parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import type { CheckKey, MacKey } from "../protocols/mac-key.ts";
import { withReserve } from "./planned-material.ts";

/** A call as its backend sees it. */
export interface Order {
  /** For checks; null in the plain family. */
  readonly macKey: CheckKey | null;
  /** Accepted items of another kind, which this batch uses up. */
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
  /** The number of items in the largest batch. */
  largestBatch(item: BasicItem): number;
  /**
   * Makes at least `count` ≥ 1 items. The calls alone decide what it makes, and in which messages.
   * @throws OutOfMaterial before anything is sent, if the keys carry no more items.
   */
  make(item: BasicItem, count: number, order: Order): Promise<void>;
  /** Zeroes what the backend holds; idempotent. */
  wipe(): void;
}

/** A call for which items are made. */
interface BeingServed {
  readonly macKey: CheckKey | null;
  /** How many items each queue had given before it: what it uses itself does not say that more will be used. */
  readonly before: ReadonlyMap<string, number>;
}

/** The longest order, which is two numbers and a kind. */
const MAX_ORDER_BYTES = 160;

export class Generated extends Counted implements Preprocessing {
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
  readonly #queues = new Map<string, ItemQueue>();
  /** How many items each queue has given, for calls and for other items. */
  readonly #drawn = new Map<string, number>();
  /** How many calls wait or are being served. */
  #pending = 0;
  #steps = 0;
  #ordered = 0;
  #wiped = false;
  /** The plain family's queue. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * Takes the label "orders" of the session, and those of derivations: "bits-…", "masks-…". `agreed`: the parties have
   * agreed upon what will be asked for, so a party that orders something else is at fault.
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
    return spareIn(this.#queues);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wipe();
  }

  /** The call takes its place before anything is awaited. */
  protected async handOut(item: ItemKind, count: number): Promise<Columns> {
    assertItem(item, this.field, this.#session.n);
    if (this.#closed) throw new TypeError("the preprocessing is closed");
    if (this.macKey?.dead === true)
      throw new Error("the MAC key is destroyed: a check under it failed or was left");
    if (this.#wiped) throw new Error("the preprocessing has failed");
    return this.#pending === 0 && this.#queueOf(item).count >= count
      ? this.#draw(item, count)
      : await this.#inTurn((macKey) =>
          this.#supply(item, count, { macKey, before: new Map(this.#drawn) }),
        );
  }

  /** Serves one call at a time. Any failure except a lack of material ends everything. */
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
    run.catch(() => {}); // The caller gets the rejection. Here it only ends the queue.
    this.#last = run;
    return run;
  }

  /** Makes what is missing, then draws. */
  async #supply(item: ItemKind, count: number, call: BeingServed): Promise<Columns> {
    const queue = this.#queueOf(item);
    while (queue.count < count) await this.#make(item, count - queue.count, call);
    return this.#draw(item, count);
  }

  #draw(item: ItemKind, count: number): Columns {
    const name = kindName(item);
    this.#drawn.set(name, (this.#drawn.get(name) ?? 0) + count);
    return this.#queueOf(item).take(count);
  }

  async #make(item: ItemKind, missing: number, call: BeingServed): Promise<void> {
    const { macKey } = call;
    await this.#agree(item, missing);
    const { derive } = kindOf(item);
    const queue = this.#queueOf(item);
    const lay = (columns: Columns) =>
      this.#lay(queue, columns, countOf(columns, queue.widths, kindName(item)));
    switch (derive?.from) {
      case undefined:
        return this.#fromBackend(item as BasicItem, item, missing, call, lay);
      case "batches":
        return this.#fromBackend(derive.of as BasicItem, item, missing, call, async (made) =>
          lay(await derive.run(this.#making(derive.label, macKey), made)),
        );
      case "stock": {
        const count = Math.min(missing, derive.most);
        const taken: Columns[] = [];
        for (const [needed, many] of derive.needs(item, this.field, count))
          taken.push(await this.#supply(needed as ItemKind, many, call));
        return lay(await derive.run(this.#making(derive.label, macKey), item, taken));
      }
    }
  }

  /** Makes batches of the kind `basic`, for missing items of the kind `asked`. */
  async #fromBackend(
    basic: BasicItem,
    asked: ItemKind,
    missing: number,
    call: BeingServed,
    accept: (columns: Columns) => void | Promise<void>,
  ): Promise<void> {
    let delivered = 0;
    const order = this.#order(call, async (columns, items) => {
      delivered += items;
      await accept(columns);
    });
    const largest = this.#backend.largestBatch(basic);
    const before = call.before.get(kindName(asked)) ?? 0;
    await this.#backend.make(basic, withReserve(missing, before, largest), order);
    // The caller asks until it has enough. A backend that gives none would be asked forever.
    if (delivered === 0) throw new TypeError(`the backend makes no ${kindName(basic)}`);
  }

  /** The session and the settings in which the next items are derived. */
  #making(label: string, macKey: CheckKey | null): Making {
    const { field, family } = this;
    return { session: this.#session.child(`${label}-${this.#steps++}`), field, family, macKey };
  }

  #order(call: BeingServed, deliver: Order["deliver"]): Order {
    const { macKey } = call;
    return { macKey, take: (item, count) => this.#supply(item, count, call), deliver };
  }

  #queueOf(item: ItemKind): ItemQueue {
    const name = kindName(item);
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      const { field, family } = this;
      queue = new ItemQueue(widthsOf(item, { field, family, party: this.#session.self }));
      this.#queues.set(name, queue);
    }
    return queue;
  }

  /**
   * Makes sure that all parties are about to make the same. If programs diverge, nobody has cheated, and nothing is
   * made. Orders are sent as text. A message that is no order is its sender's fault, not a difference of programs.
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

  /** Adds accepted items to their queue. After the end, it zeroes them and throws. */
  #lay(queue: ItemQueue, columns: Columns, items: number): void {
    if (this.#wiped) {
      for (const column of columns) column.fill(0n);
      throw new Error("the keys are destroyed");
    }
    queue.add(columns, items);
  }

  #wipe(): void {
    this.#wiped = true;
    for (const queue of this.#queues.values()) queue.wipe();
    this.#backend.wipe();
  }
}

/** "3 square 20000" is the fourth order, for 20000 squares. */
const orderText = (ordinal: number, item: ItemKind, missing: number): string =>
  `${ordinal} ${kindName(item)} ${missing}`;

/** RangeError unless it is an order in its canonical form, with the ordinal that is due. */
function parseOrder(raw: Uint8Array, ordinal: number): string {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  const match = /^(0|[1-9]\d{0,15}) (\S+) ([1-9]\d{0,15})$/.exec(text);
  if (match === null) throw new RangeError("not an order");
  parseKind(match[2]!);
  if (match[1] !== `${ordinal}`) throw new RangeError(`an order out of turn, ${ordinal} is due`);
  return text;
}

/** The words for an order that parses: "20000 of square". */
const needed = (order: string): string => order.replace(/^\d+ (\S+) (\d+)$/, "$2 of $1");
