/**
 * What one party still has to send over one link. Small messages go straight out; once the wire is full,
 * or a message is large, tags take turns chunk by chunk, so that none waits behind the whole of another.
 * Messages of one tag leave one after another, in the order of `send`.
 */

import type { FrameWriter } from "./framing.ts";
import { CHUNK_BYTES, INLINE_BYTES, MAX_MESSAGE_BYTES, MAX_STREAMS } from "./limits.ts";
import type { Wire } from "./wire.ts";

interface Outgoing {
  readonly tag: string;
  readonly message: Uint8Array;
  stream: number;
  sent: number;
}

export class Outbox {
  readonly #wire: Wire;
  readonly #frames: FrameWriter;
  /** Large messages of which a part is out: they take turns. */
  readonly #started: Outgoing[] = [];
  /** Nothing of these is out. */
  readonly #queued: Outgoing[] = [];
  #streams = 0;
  #room = true;
  /** Whose turn it is: started messages', or those of which nothing is out. */
  #turn = false;

  constructor(wire: Wire, frames: FrameWriter) {
    this.#wire = wire;
    this.#frames = frames;
  }

  /** RangeError if the tag or the message is longer than a receiver may accept. */
  send(tag: string, message: Uint8Array): void {
    if (message.length > MAX_MESSAGE_BYTES)
      throw new RangeError(`a message of ${message.length} bytes, at most ${MAX_MESSAGE_BYTES}`);
    if (this.#room && this.#queued.length === 0 && message.length <= INLINE_BYTES) {
      this.#room = this.#wire.send(this.#frames.whole(tag, message));
      return;
    }
    this.#queued.push({ tag, message, stream: 0, sent: 0 });
    this.#pump();
  }

  /** One frame besides messages: it may overtake them, never split a head from its body. */
  control(frame: Uint8Array): void {
    this.#room = this.#wire.send(frame) && this.#room;
  }

  drained(): void {
    this.#room = true;
    this.#pump();
  }

  get empty(): boolean {
    return this.#queued.length === 0 && this.#started.length === 0;
  }

  #pump(): void {
    while (this.#room && !this.empty) {
      const next =
        (this.#started.length > 0 && this.#turn ? null : this.#startable()) ??
        this.#started.shift();
      if (next === undefined) return;
      this.#turn = !this.#turn;
      this.#step(next);
    }
  }

  /** The oldest queued message with no earlier one of its tag under way or before it; null if none may start. */
  #startable(): Outgoing | null {
    const busy = new Set(this.#started.map((s) => s.tag));
    const full = this.#started.length >= MAX_STREAMS;
    for (let k = 0; k < this.#queued.length; k++) {
      const { tag, message } = this.#queued[k]!;
      if (!busy.has(tag) && (!full || message.length <= INLINE_BYTES))
        return this.#queued.splice(k, 1)[0]!;
      busy.add(tag);
    }
    return null;
  }

  /** The whole of a small message, or the next chunk of a large one. */
  #step(out: Outgoing): void {
    const { tag, message } = out;
    if (message.length <= INLINE_BYTES) {
      this.#room = this.#wire.send(this.#frames.whole(tag, message));
      return;
    }
    this.#wire.cork();
    if (out.sent === 0) {
      out.stream = this.#streams;
      this.#streams = (this.#streams + 1) >>> 0;
      this.#wire.send(this.#frames.first(out.stream, message.length, tag));
    } else this.#wire.send(this.#frames.part(out.stream));
    const end = Math.min(out.sent + CHUNK_BYTES, message.length);
    this.#room = this.#wire.send(message.subarray(out.sent, end));
    this.#wire.uncork();
    out.sent = end;
    if (end < message.length) this.#started.push(out);
  }
}
