/**
 * The first members of a session as a session of their own: the parties, where the last member is a dealer. It has a
 * session id and tags of its own, so its messages cannot be confused with those of the whole session. It shares the
 * whole's meter, whose counts are per link. The end of one session ends the other.
 */
import { hash } from "../crypto/hash.ts";
import type { Suite } from "../crypto/suite.ts";
import type { Meter } from "./meter.ts";
import type { Patience, Transport } from "./transport.ts";

/** Parties 0 … count−1 of `whole`. RangeError unless 2 ≤ count ≤ n and `whole.self` is one of them. */
export function subset(whole: Transport, count: number): Transport {
  return new Subset(whole, count);
}

class Subset implements Transport {
  readonly self: number;
  readonly n: number;
  readonly sessionId: Uint8Array;
  readonly suite: Suite;
  readonly meter: Meter;
  readonly #whole: Transport;
  /** The last tag, and its name in the whole session; kept because rounds repeat one tag. */
  #tag = "";
  #tagOfWhole = "";

  constructor(whole: Transport, count: number) {
    if (!Number.isInteger(count) || count < 2 || count > whole.n || whole.self >= count)
      throw new RangeError(
        `the first ${count} of ${whole.n} members, seen by member ${whole.self}`,
      );
    this.#whole = whole;
    this.self = whole.self;
    this.n = count;
    this.suite = whole.suite;
    this.meter = whole.meter;
    this.sessionId = hash(whole.suite, "spdz-lab/subset/v1", whole.sessionId, whole.n, count);
  }

  random(length: number): Uint8Array<ArrayBuffer> {
    return this.#whole.random(length);
  }

  turn(callback: () => void): void {
    this.#whole.turn(callback);
  }

  send(to: number, tag: string, message: Uint8Array): void {
    this.#check(to);
    this.#whole.send(to, this.#translate(tag), message);
  }

  receive(
    from: number,
    tag: string,
    maxLength: number,
    patience?: Patience,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#check(from);
    return this.#whole.receive(from, this.#translate(tag), maxLength, patience);
  }

  owe(tag: string, message: Uint8Array, members = this.n): () => void {
    return this.#whole.owe(this.#translate(tag), message, members);
  }

  abort(reason: Error): void {
    this.#whole.abort(reason);
  }

  close(): Promise<void> {
    return this.#whole.close();
  }

  #check(party: number): void {
    if (!(party >= 0 && party < this.n))
      throw new RangeError(`party ${party} is not one of the first ${this.n}`);
  }

  #translate(tag: string): string {
    if (tag !== this.#tag) {
      this.#tag = tag;
      this.#tagOfWhole = `first ${this.n}:${tag}`;
    }
    return this.#tagOfWhole;
  }
}
