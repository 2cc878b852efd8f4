/**
 * What one peer has sent, by tag. Under each tag, either messages wait for a receiver, or receivers wait for messages.
 * A peer cannot make us allocate more than its share. A message that was asked for is bounded by its receiver, all
 * others by the share. If the peer holds messages back for lack of room, receivers ask for them (credit.ts).
 */
import { Allowance, costOf } from "./credit.ts";

/** A moment in a link's life. */
export interface Moment {
  /** Ticks of the transport. */
  readonly tick: number;
  /** Those of them in which the peer said that it waits for a third party. */
  readonly excused: number;
  /** Those in which it said that what it waits for is coming in. */
  readonly fed: number;
  /** Those in which its host said that it is busy. */
  readonly busy: number;
  /** Those that are both excused and busy. */
  readonly both: number;
  /** Bytes of messages read. */
  readonly payload: number;
}

export interface Waiter {
  readonly maxLength: number;
  /** When the wait began. Null: so far it may last as long as the peer lives. */
  since: Moment | null;
  /** The number under which the peer held messages back when this receiver asked. */
  asked?: number;
  /** The sender may not leave before it has sent the message. */
  readonly owed?: boolean;
  readonly resolve: (message: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Error) => void;
}

/** A message that has come, or of which a part has come. */
export interface Incoming {
  readonly tag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  filled: number;
  /** It counts against the peer's share: nobody has asked for it yet. */
  unread: boolean;
}

interface Box {
  /** In the order in which their first bytes arrived. */
  readonly messages: Incoming[];
  /** The k-th waits for the k-th message. */
  readonly waiters: Waiter[];
}

/** What an inbox has to tell its peer. */
export interface InboxWords {
  /** So many bytes of its share are free again. */
  taken(bytes: number): void;
  /** The link takes more words for the peer. If it does not, `ask` is called later. */
  readonly room: boolean;
  want(number: number, tag: string): void;
}

/** How many boxes there may be before empty ones are removed. */
const SWEEP_ABOVE = 1024;

export class Inbox {
  readonly #boxes = new Map<string, Box>();
  /** The boxes with receivers. We bound their number; the peer decides how many other boxes there are. */
  readonly #awaited = new Map<string, Box>();
  readonly #allowance: Allowance;
  readonly #words: InboxWords;
  #waiting = 0;
  /** Some receivers could not ask for their messages yet. */
  #behind = false;
  #sweepAt = SWEEP_ABOVE;

  constructor(share: number, words: InboxWords) {
    this.#allowance = new Allowance(share);
    this.#words = words;
  }

  /** How many receivers wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Makes room for a message of `total` bytes. RangeError if its receiver allows less, if the peer floods, or if the
   * message says that it answers (`wanted`) and nobody has asked for it.
   */
  begin(tag: string, total: number, wanted = false): Incoming {
    const box = this.#box(tag);
    const waiter = box.waiters[box.messages.length];
    if (waiter !== undefined) within(total, waiter.maxLength);
    if (wanted) {
      const { held } = this.#allowance;
      if (held === null || waiter?.asked !== held)
        throw new RangeError("answers what nobody has asked for");
      this.#allowance.answered();
    } else this.#allowance.arrives(costOf(tag, total));
    const message = { tag, bytes: allocate(total), filled: 0, unread: !wanted };
    if (waiter !== undefined) this.#claim(message);
    box.messages.push(message);
    if (wanted) this.ask();
    return message;
  }

  /** A message has come with the peer's last word, outside of its share. RangeError if its receiver allows less. */
  last(tag: string, bytes: Uint8Array<ArrayBuffer>): void {
    const box = this.#box(tag);
    const waiter = box.waiters[box.messages.length];
    if (waiter !== undefined) within(bytes.length, waiter.maxLength);
    box.messages.push({ tag, bytes, filled: bytes.length, unread: false });
    this.#deliver(tag, box);
  }

  /** The peer holds messages back: receivers that wait for one ask. RangeError if the peer has no reason to. */
  heldBack(number: number): void {
    this.#allowance.holdsBack(number);
    this.#behind = true;
    this.ask();
  }

  /** Asks for the messages that receivers wait for and could not ask for before. */
  ask(): void {
    if (!this.#behind) return;
    this.#behind = false;
    const due = [...this.#awaited].flatMap(([tag, { messages, waiters }]) =>
      waiters.slice(messages.length).map((waiter) => ({ tag, waiter })),
    );
    for (const { tag, waiter } of due) this.#askFor(tag, waiter);
  }

  /** Appends to a message. Its receiver gets it when it is complete and the first in its box. */
  fill(message: Incoming, part: Uint8Array): void {
    message.bytes.set(part, message.filled);
    message.filled += part.length;
    if (message.filled === message.bytes.length) this.#deliver(message.tag, this.#box(message.tag));
  }

  /**
   * The next message that no receiver has asked for yet, or null if it is not complete. RangeError if it is longer than
   * `maxLength`, complete or not.
   */
  take(tag: string, maxLength: number): Uint8Array<ArrayBuffer> | null {
    const box = this.#boxes.get(tag);
    const next = box?.messages[box.waiters.length];
    if (box === undefined || next === undefined) return null;
    within(next.bytes.length, maxLength);
    if (box.waiters.length > 0 || next.filled < next.bytes.length) return null;
    box.messages.shift();
    this.#claim(next);
    return next.bytes;
  }

  /** Registers a receiver, after `take` gave it nothing. */
  wait(tag: string, waiter: Waiter): void {
    const box = this.#box(tag);
    const message = box.messages[box.waiters.length];
    if (message !== undefined) this.#claim(message);
    box.waiters.push(waiter);
    this.#awaited.set(tag, box);
    this.#waiting++;
    if (message === undefined) this.#askFor(tag, waiter);
  }

  /** True if a receiver waits for a message that the peer must send before it leaves. */
  get isOwed(): boolean {
    return [...this.waiters()].some((waiter) => waiter.owed === true);
  }

  /** All receivers that wait, so that their deadlines can be checked. */
  *waiters(): Generator<Waiter> {
    for (const box of this.#awaited.values()) yield* box.waiters;
  }

  rejectAll(reason: Error): void {
    for (const box of this.#awaited.values())
      for (const waiter of box.waiters.splice(0)) waiter.reject(reason);
    this.#awaited.clear();
    this.#waiting = 0;
  }

  /** Forgets all messages: none can be delivered any more. */
  clear(): void {
    this.#boxes.clear();
  }

  #deliver(tag: string, box: Box): void {
    let first = box.messages[0];
    while (first !== undefined && first.filled === first.bytes.length && box.waiters.length > 0) {
      box.messages.shift();
      this.#claim(first);
      this.#waiting--;
      box.waiters.shift()!.resolve(first.bytes);
      first = box.messages[0];
    }
    if (box.waiters.length === 0) this.#awaited.delete(tag);
  }

  #claim(message: Incoming): void {
    if (!message.unread) return;
    message.unread = false;
    const report = this.#allowance.takes(costOf(message.tag, message.bytes.length));
    if (report > 0) this.#words.taken(report);
  }

  /** Receivers ask in the order in which they wait: of one tag, those that have asked come before the others. */
  #askFor(tag: string, waiter: Waiter): void {
    const { held, mayAsk } = this.#allowance;
    if (held === null || waiter.asked === held) return;
    this.#behind ||= !mayAsk || !this.#words.room;
    if (this.#behind) return;
    waiter.asked = held;
    this.#allowance.asks();
    this.#words.want(held, tag);
  }

  #box(tag: string): Box {
    let box = this.#boxes.get(tag);
    if (box === undefined) {
      if (this.#boxes.size >= this.#sweepAt) this.#sweep();
      box = { messages: [], waiters: [] };
      this.#boxes.set(tag, box);
    }
    return box;
  }

  /** Removes empty boxes, so that tags that are no longer in use take no memory. */
  #sweep(): void {
    for (const [tag, box] of this.#boxes)
      if (box.messages.length === 0 && box.waiters.length === 0) this.#boxes.delete(tag);
    this.#sweepAt = SWEEP_ABOVE + 2 * this.#boxes.size;
  }
}

/** Not a RangeError if this machine has no memory left: the peer is not to blame for that. */
function allocate(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch {
    throw new Error(`no memory for a message of ${length} bytes`);
  }
}

function within(length: number, maxLength: number): void {
  if (length > maxLength) throw new RangeError(`${length} bytes, at most ${maxLength}`);
}
