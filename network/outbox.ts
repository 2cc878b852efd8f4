/**
 * What one party still has to send over one link. Small messages are sent at once. If the wire is full, or a message is
 * large, tags take turns chunk by chunk. So no message waits for the whole of another tag's message. Messages of one
 * tag leave one after another, in the order of `send`. A message that exceeds our share at the receiver is held back
 * until the receiver waits for it, or has room for it again (credit.ts).
 */
import { Credit } from "./credit.ts";
import type { FrameWriter } from "./framing.ts";
import { CHUNK_BYTES, INLINE_BYTES, MAX_MESSAGE_BYTES, MAX_STREAMS } from "./limits.ts";
import type { Wire } from "./wire.ts";

interface Outgoing {
  readonly tag: string;
  readonly message: Uint8Array;
  /** It answers a WANT of the receiver. */
  wanted: boolean;
  stream: number;
  sent: number;
}

export class Outbox {
  readonly #wire: Wire;
  readonly #frames: FrameWriter;
  readonly #credit: Credit;
  /** Large messages of which a part is sent. They take turns. */
  readonly #started: Outgoing[] = [];
  /** Messages of which nothing is sent, in their order and by tag. */
  readonly #queued = new Set<Outgoing>();
  readonly #byTag = new Map<string, Outgoing[]>();
  /** Their tags for which the peer waits. If it asks for other tags, that costs no more than their entries. */
  readonly #answerable = new Set<string>();
  #streams = 0;
  #room = true;
  /** True if it is the turn of the started messages, false if it is that of the queued ones. */
  #turn = false;
  #pumping = false;

  constructor(wire: Wire, frames: FrameWriter, share: number) {
    this.#wire = wire;
    this.#frames = frames;
    this.#credit = new Credit(share);
  }

  /** RangeError if the tag or the message is longer than a receiver may accept. */
  send(tag: string, message: Uint8Array): void {
    const { length } = message;
    if (length > MAX_MESSAGE_BYTES)
      throw new RangeError(`a message of ${length} bytes, at most ${MAX_MESSAGE_BYTES}`);
    const straight = this.#room && this.#queued.size === 0 && length <= INLINE_BYTES;
    if (straight && !this.#credit.holding && this.#credit.fits(tag, length)) {
      const frame = this.#frames.whole(tag, message);
      this.#credit.spend(tag, length);
      this.#room = this.#wire.send(frame);
      return;
    }
    this.#queue({ tag, message, wanted: false, stream: 0, sent: 0 });
    this.#pump();
  }

  /** Sends a frame that is no message. It may overtake messages, but never comes between a head and its body. */
  control(frame: Uint8Array): void {
    this.#room = this.#wire.send(frame) && this.#room;
  }

  drained(): void {
    this.#room = true;
    this.#pump();
  }

  /** So many bytes of our share are free again. RangeError for more than were used. */
  taken(bytes: number): void {
    this.#credit.taken(bytes);
    this.#pump();
  }

  /** The receiver waits for a message under `tag`. RangeError if an honest receiver would not say so. */
  want(number: number, tag: string): void {
    this.#credit.want(number, tag);
    if (!this.#byTag.has(tag) || !this.#credit.wants(tag)) return;
    this.#answerable.add(tag);
    this.#pump();
  }

  /** A message under `tag` has not left yet. */
  holds(tag: string): boolean {
    return this.#byTag.has(tag);
  }

  get empty(): boolean {
    return this.#queued.size === 0 && this.#started.length === 0;
  }

  /** True if the wire takes more. */
  get room(): boolean {
    return this.#room;
  }

  #pump(): void {
    // An answer may come before `send` returns. Nothing that it sets off may come between a head and its body.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#room && !this.empty) {
        const next =
          (this.#started.length > 0 && this.#turn ? null : this.#startable()) ??
          this.#started.shift();
        if (next === undefined) return;
        this.#turn = !this.#turn;
        this.#step(next);
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** The oldest queued message that no earlier one of its tag precedes, queued or started. Null if none may start. */
  #startable(): Outgoing | null {
    const credit = this.#credit;
    const busy = new Set(this.#started.map((s) => s.tag));
    const full = this.#started.length >= MAX_STREAMS;
    const later = ({ tag, message }: Outgoing) =>
      busy.has(tag) || (full && message.length > INLINE_BYTES);
    let stuck = false;
    for (const out of this.#queued) {
      const { tag, message } = out;
      if (later(out)) {
        busy.add(tag);
        continue;
      }
      stuck = !credit.fits(tag, message.length);
      if (stuck) break;
      if (credit.holding) {
        credit.release();
        this.#answerable.clear();
      }
      credit.spend(tag, message.length);
      return this.#take(out);
    }
    if (stuck && !credit.holding) this.control(this.#frames.held(credit.hold()));
    for (const tag of this.#answerable) {
      const out = this.#byTag.get(tag)![0]!;
      if (later(out)) continue;
      credit.answer(tag);
      if (!credit.wants(tag)) this.#answerable.delete(tag);
      out.wanted = true;
      return this.#take(out);
    }
    return null;
  }

  #queue(out: Outgoing): void {
    const same = this.#byTag.get(out.tag);
    if (same === undefined) this.#byTag.set(out.tag, [out]);
    else same.push(out);
    this.#queued.add(out);
    if (this.#credit.wants(out.tag)) this.#answerable.add(out.tag);
  }

  /** Takes `out`, the first of its tag, out of the queue. */
  #take(out: Outgoing): Outgoing {
    const same = this.#byTag.get(out.tag)!;
    same.shift();
    if (same.length === 0) {
      this.#byTag.delete(out.tag);
      this.#answerable.delete(out.tag);
    }
    this.#queued.delete(out);
    return out;
  }

  /** Sends the whole of a small message, or the next chunk of a large one. */
  #step(out: Outgoing): void {
    const { tag, message, wanted } = out;
    if (message.length <= INLINE_BYTES) {
      this.#room = this.#wire.send(this.#frames.whole(tag, message, wanted));
      return;
    }
    this.#wire.cork();
    if (out.sent === 0) {
      out.stream = this.#streams;
      this.#streams = (this.#streams + 1) >>> 0;
      this.#wire.send(this.#frames.first(out.stream, message.length, tag, wanted));
    } else this.#wire.send(this.#frames.part(out.stream));
    const end = Math.min(out.sent + CHUNK_BYTES, message.length);
    this.#room = this.#wire.send(message.subarray(out.sent, end));
    this.#wire.uncork();
    out.sent = end;
    if (end < message.length) this.#started.push(out);
  }
}
