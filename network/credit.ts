/**
 * How much a peer may send that its receiver has not asked for (limits.ts, UNREAD_BYTES): the two ends count the
 * same. A sender whose next message does not fit holds back everything, numbers that (HELD), and sends only what
 * its receiver waits for, tag by tag (WANT), until its next message fits again. Frames keep their order, so while
 * a number stands nothing but answers is under way: each of them meets the receiver that has asked for it.
 */
import { MESSAGE_OVERHEAD_BYTES, REPORTED_SHARE } from "./limits.ts";

/** Bytes of its sender's share that a message takes: a tag is kept with two bytes a character. */
export const costOf = (tag: string, length: number): number =>
  length + 2 * tag.length + MESSAGE_OVERHEAD_BYTES;

/** Messages that a receiver may have asked for and not got: no more tags of them than fit into a share. */
const mostAsked = (share: number): number => Math.floor(share / MESSAGE_OVERHEAD_BYTES);

/** A sender's end. */
export class Credit {
  readonly #share: number;
  /** Sent, and not known to be taken. */
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

  /** A message under `tag` is waited for. */
  wants(tag: string): boolean {
    return this.#wants.has(tag);
  }

  fits(tag: string, length: number): boolean {
    return this.#out + costOf(tag, length) <= this.#share;
  }

  spend(tag: string, length: number): void {
    this.#out += costOf(tag, length);
  }

  /** What does not fit is held back from here on; the number of that. */
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

  /** RangeError for more than is out. */
  taken(bytes: number): void {
    if (bytes > this.#out) throw new RangeError(`takes ${bytes} bytes, where ${this.#out} are out`);
    this.#out -= bytes;
  }

  /** RangeError for what an honest receiver does not say. One that comes too late is none, and changes nothing. */
  want(number: number, tag: string): void {
    if (number > this.#number) throw new RangeError(`wants what was not held back`);
    if (number !== this.#number || !this.#holding) return;
    if (this.#wanted >= mostAsked(this.#share))
      throw new RangeError(`floods: it asks for ${this.#wanted + 1} messages`);
    this.#wanted++;
    this.#wants.set(tag, (this.#wants.get(tag) ?? 0) + 1);
  }

  /** One message under `tag` answers. */
  answer(tag: string): void {
    const left = this.#wants.get(tag)! - 1;
    this.#wanted--;
    if (left > 0) this.#wants.set(tag, left);
    else this.#wants.delete(tag);
  }
}

/** A receiver's end. */
export class Allowance {
  readonly #share: number;
  /** Arrived, and not reported as taken. */
  #out = 0;
  #taken = 0;
  #number = 0;
  #held = false;
  #asked = 0;
  /** Something was reported, or came, since messages were last held back: else there is no reason to do it again. */
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

  /** A message that came of the peer's own accord. RangeError if it floods. */
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

  /** A receiver has taken so much; what is to be reported now, or 0. */
  takes(cost: number): number {
    this.#taken += cost;
    if (this.#taken < REPORTED_SHARE * this.#share) return 0;
    const report = this.#taken;
    this.#taken = 0;
    this.#out -= report;
    this.#moved = true;
    return report;
  }

  /** RangeError unless this is the next number, and something has happened since the last. */
  holdsBack(number: number): void {
    if (number !== this.#number + 1 || !this.#moved)
      throw new RangeError(`holds messages back without a reason (number ${number})`);
    this.#number = number;
    this.#held = true;
    this.#asked = 0;
    this.#moved = false;
  }
}
