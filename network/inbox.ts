/**
 * What one peer has sent, by tag: either messages wait for a receiver, or receivers wait for messages.
 * Nothing is allocated on a peer's word alone beyond UNREAD_REFUSE_BYTES: what has been asked for is
 * bounded by its receiver, what has not by the budget here.
 */
import { MESSAGE_OVERHEAD_BYTES, UNREAD_PAUSE_BYTES, UNREAD_REFUSE_BYTES } from "./limits.ts";

/** A moment in a link's life. */
export interface Moment {
  /** Ticks of the transport. */
  readonly tick: number;
  /** Those among them in which the peer said that it waits for a third party. */
  readonly excused: number;
  /** Those in which it said that what it waits for is coming in. */
  readonly fed: number;
  /** Bytes of messages read. */
  readonly payload: number;
}

export interface Waiter {
  readonly maxLength: number;
  /** When the wait began; null: it may last, so far, as long as the peer lives. */
  since: Moment | null;
  readonly resolve: (message: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Error) => void;
}

/** A message, complete or arriving. */
export interface Incoming {
  readonly tag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  filled: number;
  /** Counted in the budget: nobody has asked for it yet. */
  unread: boolean;
}

interface Box {
  /** In the order of arrival of their first bytes. */
  readonly messages: Incoming[];
  /** The k-th waits for the k-th message. */
  readonly waiters: Waiter[];
}

/** Boxes kept before empty ones are swept. */
const SWEEP_ABOVE = 1024;

export class Inbox {
  readonly #boxes = new Map<string, Box>();
  #unread = 0;
  #waiting = 0;
  #sweepAt = SWEEP_ABOVE;

  /** Receivers that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Room for a message of `total` bytes; null: too much lies here unread, stop reading for now.
   * RangeError if its receiver allows less, or the peer floods.
   */
  begin(tag: string, total: number): Incoming | null {
    const box = this.#box(tag);
    const waiter = box.waiters[box.messages.length];
    if (waiter !== undefined) within(total, waiter.maxLength);
    else {
      const unread = this.#unread + costOf(tag, total);
      if (unread > UNREAD_PAUSE_BYTES) {
        if (this.#waiting === 0 && this.#unread > 0) return null;
        if (unread > UNREAD_REFUSE_BYTES)
          throw new RangeError(`floods: ${unread} bytes that nobody asked for`);
      }
      this.#unread = unread;
    }
    const message = { tag, bytes: allocate(total), filled: 0, unread: waiter === undefined };
    box.messages.push(message);
    return message;
  }

  /** Appends to a message; wakes its receiver when it is complete and first in its box. */
  fill(message: Incoming, part: Uint8Array): void {
    message.bytes.set(part, message.filled);
    message.filled += part.length;
    if (message.filled === message.bytes.length) this.#deliver(this.#box(message.tag));
  }

  /**
   * The next message that no receiver asked for yet, if it is complete. RangeError if it is longer than
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
    this.#waiting++;
  }

  /** All that wait, for deadlines. */
  *waiters(): Generator<Waiter> {
    if (this.#waiting === 0) return;
    for (const box of this.#boxes.values()) yield* box.waiters;
  }

  rejectAll(reason: Error): void {
    for (const box of this.#boxes.values())
      for (const waiter of box.waiters.splice(0)) waiter.reject(reason);
    this.#waiting = 0;
  }

  /** Forgets everything: messages are no longer deliverable. */
  clear(): void {
    this.#boxes.clear();
    this.#unread = 0;
  }

  #deliver(box: Box): void {
    let first = box.messages[0];
    while (first !== undefined && first.filled === first.bytes.length && box.waiters.length > 0) {
      box.messages.shift();
      this.#claim(first);
      this.#waiting--;
      box.waiters.shift()!.resolve(first.bytes);
      first = box.messages[0];
    }
  }

  #claim(message: Incoming): void {
    if (!message.unread) return;
    message.unread = false;
    this.#unread -= costOf(message.tag, message.bytes.length);
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

  /** Tags that are no longer in use leave nothing behind. */
  #sweep(): void {
    for (const [tag, box] of this.#boxes)
      if (box.messages.length === 0 && box.waiters.length === 0) this.#boxes.delete(tag);
    this.#sweepAt = SWEEP_ABOVE + 2 * this.#boxes.size;
  }
}

/** Bytes of the budget that an unread message takes: a tag is kept with two bytes a character. */
const costOf = (tag: string, length: number) => length + 2 * tag.length + MESSAGE_OVERHEAD_BYTES;

/** That this machine has no memory left is not the peer's doing: no RangeError. */
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
