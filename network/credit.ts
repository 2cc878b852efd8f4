/**
 * How much a peer may send that its receiver has not asked for (limits.ts, UNREAD_BYTES). Both ends count the same.
 * If a sender's next message does not fit, the sender holds everything back and tells its receiver a number (HELD).
 * It then sends only what its receiver waits for, tag by tag (WANT), until its next message fits again. Frames keep
 * their order. So only answers are under way while a number holds, and each reaches the receiver that asked for it.
 */
import { MESSAGE_OVERHEAD_BYTES, REPORTED_SHARE } from "./limits.ts";

/** Bytes of its sender's share that a message takes. A tag is stored with two bytes a character. */
export const costOf = (tag: string, length: number): number =>
  length + 2 * tag.length + MESSAGE_OVERHEAD_BYTES;

/** How many messages a receiver may have asked for and not received: as many empty ones as fit into a share. */
const mostAsked = (share: number): number => Math.floor(share / MESSAGE_OVERHEAD_BYTES);

/** The sender's end. */
export class Credit {
  readonly #share: number;
  /** Bytes sent, and not known to be taken. */
  #out = 0;
  #number = 0;
  #holding = false;
  /** Messages that our receiver waits for, by tag. */
  readonly #wants = new Map<string, number>();
  #wanted = 0;

  constructor(share: number) {
    this.#share = share;
  }

  get holding(): boolean {
    return this.#holding;
  }

  /** True if our receiver waits for a message under `tag`. */
  wants(tag: string): boolean {
    return this.#wants.has(tag);
  }

  fits(tag: string, length: number): boolean {
    return this.#out + costOf(tag, length) <= this.#share;
  }

  spend(tag: string, length: number): void {
    this.#out += costOf(tag, length);
  }

  /** From here on, messages are held back. Returns the number of this holding back. */
  hold(): number {
    this.#holding = true;
    this.#number++;
    return this.#number;
  }

  release(): void {
    this.#holding = false;
    this.#wants.clear();
    this.#wanted = 0;
  }

  /** The receiver has taken so many bytes. RangeError for more than are out. */
  taken(bytes: number): void {
    if (bytes > this.#out)
      throw new RangeError(`takes ${bytes} bytes, but only ${this.#out} are out`);
    this.#out -= bytes;
  }

  /** RangeError for what an honest receiver does not say. A word that comes too late is no error and has no effect. */
  want(number: number, tag: string): void {
    if (number > this.#number) throw new RangeError(`wants what was not held back`);
    if (number !== this.#number || !this.#holding) return;
    if (this.#wanted >= mostAsked(this.#share))
      throw new RangeError(`floods: it asks for ${this.#wanted + 1} messages`);
    this.#wanted++;
    this.#wants.set(tag, (this.#wants.get(tag) ?? 0) + 1);
  }

  /** One message under `tag` is sent as an answer. */
  answer(tag: string): void {
    const left = this.#wants.get(tag)! - 1;
    this.#wanted--;
    if (left > 0) this.#wants.set(tag, left);
    else this.#wants.delete(tag);
  }
}

/** The receiver's end. */
export class Allowance {
  readonly #share: number;
  /** Bytes arrived, and not reported as taken. */
  #out = 0;
  #taken = 0;
  #number = 0;
  #held = false;
  #asked = 0;
  /** Something was reported, or came, since messages were last held back. Only then may they be held back again. */
  #moved = true;

  constructor(share: number) {
    this.#share = share;
  }

  /** The number under which the peer holds messages back; null if it does not. */
  get held(): number | null {
    return this.#held ? this.#number : null;
  }

  get mayAsk(): boolean {
    return this.#held && this.#asked < mostAsked(this.#share);
  }

  /** A message has come that nobody asked for. RangeError if the peer floods. */
  arrives(cost: number): void {
    if (this.#out + cost > this.#share)
      throw new RangeError(`floods: ${this.#out + cost} bytes that nobody asked for`);
    this.#out += cost;
    this.#held = false;
    this.#moved = true;
  }

  asks(): void {
    this.#asked++;
  }

  answered(): void {
    this.#asked--;
    this.#moved = true;
  }

  /** A receiver has taken a message of this cost. Returns the bytes to report now, or 0. */
  takes(cost: number): number {
    this.#taken += cost;
    if (this.#taken < REPORTED_SHARE * this.#share) return 0;
    const report = this.#taken;
    this.#taken = 0;
    this.#out -= report;
    this.#moved = true;
    return report;
  }

  /** RangeError unless this is the next number, and something was reported or came since the last one. */
  holdsBack(number: number): void {
    if (number !== this.#number + 1 || !this.#moved)
      throw new RangeError(`holds messages back without a reason (number ${number})`);
    this.#number = number;
    this.#held = true;
    this.#asked = 0;
    this.#moved = false;
  }
}
