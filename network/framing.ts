/**
 * Frames of one link and direction. All integers are little-endian. Every frame starts with
 *
 *     type u8 | counter u32                       counts frames of this link and direction, from 0
 *
 *     HELLO, PROOF  payload                       the handshake's (handshake.ts)
 *     WHOLE         tag length u16 | tag | payload
 *     FIRST         stream u32 | total u32 | tag length u16 | tag      opens a large message
 *     PART          stream u32
 *     HEARTBEAT     flags u8 | fed u8             bit 0: the sender itself waits for a third party; fed: Frame below
 *     ABORT         code u8 | debts               the sender's last word, with what it owes (last-word.ts)
 *     BYE, BYE_ACK  nothing
 *     TAKEN         bytes u32                     of the peer's share, which are free again (credit.ts)
 *     HELD          number u32                    the k-th time that the sender holds messages back, from 1
 *     WANT          number u32 | tag              the answer to that: the sender waits for a message under this tag
 *
 * WHOLE and FIRST with the highest bit of their type set answer a WANT.
 * FIRST and PART are followed by one body: the next CHUNK_BYTES of the message, or what is left of it. A body has
 * no header, so that it need not be copied. Its length follows from `total`. No other length is accepted.
 */
import { type Debt, encodeDebts, parseDebts } from "./last-word.ts";
import { CHUNK_BYTES, MAX_MESSAGE_BYTES, MAX_STREAMS, MAX_TAG_BYTES } from "./limits.ts";

const HELLO = 1;
const PROOF = 2;
const WHOLE = 3;
const FIRST = 4;
const PART = 5;
const HEARTBEAT = 6;
const ABORT = 7;
const BYE = 8;
const BYE_ACK = 9;
const TAKEN = 10;
const HELD = 11;
const WANT = 12;
const WANTED = 0x80;
const HEAD = 5;

export type Frame =
  | { readonly type: "hello" | "proof"; readonly payload: Uint8Array }
  | {
      readonly type: "whole";
      readonly tag: string;
      readonly payload: Uint8Array;
      readonly wanted: boolean;
    }
  | {
      readonly type: "first";
      readonly stream: number;
      readonly tag: string;
      readonly total: number;
      readonly wanted: boolean;
    }
  | {
      readonly type: "body";
      readonly stream: number;
      readonly bytes: Uint8Array;
      readonly last: boolean;
    }
  /** `fed`: 1 if what the sender waits for is coming in; k + 1 if a party that it waits for says k; 0 if neither. */
  | { readonly type: "heartbeat"; readonly waiting: boolean; readonly fed: number }
  | { readonly type: "abort"; readonly code: number; readonly debts: readonly Debt[] }
  | { readonly type: "bye" | "bye-ack" }
  | { readonly type: "taken"; readonly bytes: number }
  | { readonly type: "held"; readonly number: number }
  | { readonly type: "want"; readonly number: number; readonly tag: string }
  /** A PART: its body comes next. */
  | { readonly type: "part" };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** LOCAL: frames of at most so many bytes share blocks of memory. A block of its own costs more than a small frame. */
const SMALL_FRAME_BYTES = 512;
const BLOCK_BYTES = 1 << 14;

/** Makes the frames of one direction of a link, and counts them. */
export class FrameWriter {
  #counter = 0;
  /** Small frames are cut from it; the first #cut bytes are taken. */
  #block = new ArrayBuffer(0);
  #cut = 0;
  /** The last tag and its bytes, kept because rounds repeat one tag. */
  #tag = "";
  #tagBytes: Uint8Array = new Uint8Array(0);

  hello(payload: Uint8Array): Uint8Array {
    return this.#frame(HELLO, payload);
  }

  proof(payload: Uint8Array): Uint8Array {
    return this.#frame(PROOF, payload);
  }

  whole(tag: string, payload: Uint8Array, wanted = false): Uint8Array {
    const bytes = this.#encodeTag(tag);
    const frame = this.#head(wanted ? WHOLE | WANTED : WHOLE, 2 + bytes.length + payload.length);
    putTag(frame, HEAD, bytes);
    frame.set(payload, HEAD + 2 + bytes.length);
    return frame;
  }

  first(stream: number, total: number, tag: string, wanted = false): Uint8Array {
    const bytes = this.#encodeTag(tag);
    const frame = this.#head(wanted ? FIRST | WANTED : FIRST, 10 + bytes.length);
    put32(frame, HEAD, stream);
    put32(frame, HEAD + 4, total);
    putTag(frame, HEAD + 8, bytes);
    return frame;
  }

  part(stream: number): Uint8Array {
    const frame = this.#head(PART, 4);
    put32(frame, HEAD, stream);
    return frame;
  }

  heartbeat(waiting: boolean, fed = 0): Uint8Array {
    return this.#frame(HEARTBEAT, Uint8Array.of(waiting ? 1 : 0, fed));
  }

  abort(code: number, debts: readonly Debt[] = []): Uint8Array {
    const owed = encodeDebts(debts);
    const payload = new Uint8Array(1 + owed.length);
    payload[0] = code;
    payload.set(owed, 1);
    return this.#frame(ABORT, payload);
  }

  bye(): Uint8Array {
    return this.#head(BYE, 0);
  }

  byeAck(): Uint8Array {
    return this.#head(BYE_ACK, 0);
  }

  taken(bytes: number): Uint8Array {
    return this.#words(TAKEN, bytes);
  }

  held(number: number): Uint8Array {
    return this.#words(HELD, number);
  }

  want(number: number, tag: string): Uint8Array {
    return this.#words(WANT, number, this.#encodeTag(tag));
  }

  #words(type: number, word: number, rest: Uint8Array = new Uint8Array(0)): Uint8Array {
    const frame = this.#head(type, 4 + rest.length);
    put32(frame, HEAD, word);
    frame.set(rest, HEAD + 4);
    return frame;
  }

  #frame(type: number, payload: Uint8Array): Uint8Array {
    const frame = this.#head(type, payload.length);
    frame.set(payload, HEAD);
    return frame;
  }

  #head(type: number, length: number): Uint8Array {
    const frame = this.#memory(HEAD + length);
    frame[0] = type;
    put32(frame, 1, this.#counter);
    this.#counter = (this.#counter + 1) >>> 0;
    return frame;
  }

  /** So many bytes, that no other frame has. */
  #memory(length: number): Uint8Array {
    if (length > SMALL_FRAME_BYTES) return new Uint8Array(length);
    if (this.#cut + length > this.#block.byteLength) {
      this.#block = new ArrayBuffer(BLOCK_BYTES);
      this.#cut = 0;
    }
    const frame = new Uint8Array(this.#block, this.#cut, length);
    this.#cut += length;
    return frame;
  }

  /** RangeError if the tag is longer than MAX_TAG_BYTES. */
  #encodeTag(tag: string): Uint8Array {
    if (tag === this.#tag) return this.#tagBytes;
    const bytes = encoder.encode(tag);
    if (bytes.length > MAX_TAG_BYTES) throw new RangeError(`a tag of ${bytes.length} bytes`);
    this.#tag = tag;
    this.#tagBytes = bytes;
    return bytes;
  }
}

/** Parses one direction of a link, totally: anything that is not the frame that is due is a RangeError. */
export class FrameReader {
  #counter = 0;
  /** How many bytes every open stream still has to carry. */
  readonly #left = new Map<number, number>();
  #bodyOf: number | null = null;
  #tag = "";
  #tagBytes: Uint8Array = new Uint8Array(0);

  read(raw: Uint8Array): Frame {
    if (this.#bodyOf !== null) return this.#body(this.#bodyOf, raw);
    if (raw.length < HEAD) throw new RangeError(`a frame of ${raw.length} bytes`);
    const counter = get32(raw, 1);
    if (counter !== this.#counter)
      throw new RangeError(`frame ${counter} where ${this.#counter} was due`);
    this.#counter = (this.#counter + 1) >>> 0;
    const rest = raw.subarray(HEAD);
    const wanted = raw[0] === (WHOLE | WANTED) || raw[0] === (FIRST | WANTED);
    switch (wanted ? raw[0]! & ~WANTED : raw[0]) {
      case HELLO:
        return { type: "hello", payload: rest };
      case PROOF:
        return { type: "proof", payload: rest };
      case WHOLE: {
        const tag = this.#readTag(rest, 0);
        return { type: "whole", tag, payload: rest.subarray(2 + this.#tagBytes.length), wanted };
      }
      case FIRST:
        return this.#first(rest, wanted);
      case PART: {
        exactly(rest, 4);
        const stream = get32(rest, 0);
        if (!this.#left.has(stream)) throw new RangeError(`part of stream ${stream}, not open`);
        this.#bodyOf = stream;
        return { type: "part" };
      }
      case HEARTBEAT:
        exactly(rest, 2);
        if (rest[0]! > 1) throw new RangeError(`heartbeat flags ${rest[0]}`);
        return { type: "heartbeat", waiting: rest[0] === 1, fed: rest[1]! };
      case ABORT:
        if (rest.length < 1) throw new RangeError("a last word without a code");
        return { type: "abort", code: rest[0]!, debts: parseDebts(rest.subarray(1)) };
      case BYE:
        exactly(rest, 0);
        return { type: "bye" };
      case BYE_ACK:
        exactly(rest, 0);
        return { type: "bye-ack" };
      case TAKEN:
        exactly(rest, 4);
        return { type: "taken", bytes: get32(rest, 0) };
      case HELD:
        exactly(rest, 4);
        return { type: "held", number: get32(rest, 0) };
      case WANT:
        return this.#want(rest);
      default:
        throw new RangeError(`frame of unknown type ${raw[0]}`);
    }
  }

  #want(rest: Uint8Array): Frame {
    if (rest.length < 4) throw new RangeError("a short frame");
    if (rest.length > 4 + MAX_TAG_BYTES) throw new RangeError(`a tag of ${rest.length - 4} bytes`);
    return { type: "want", number: get32(rest, 0), tag: decodeTag(rest.subarray(4)) };
  }

  #first(rest: Uint8Array, wanted: boolean): Frame {
    if (rest.length < 10) throw new RangeError("a short announcement");
    const stream = get32(rest, 0);
    const total = get32(rest, 4);
    if (total === 0 || total > MAX_MESSAGE_BYTES)
      throw new RangeError(`announces ${total} bytes, at most ${MAX_MESSAGE_BYTES}`);
    if (this.#left.has(stream)) throw new RangeError(`stream ${stream} is open already`);
    if (this.#left.size >= MAX_STREAMS)
      throw new RangeError(`more than ${MAX_STREAMS} large messages at once`);
    const tag = this.#readTag(rest, 8);
    exactly(rest, 10 + this.#tagBytes.length);
    this.#left.set(stream, total);
    this.#bodyOf = stream;
    return { type: "first", stream, tag, total, wanted };
  }

  #body(stream: number, bytes: Uint8Array): Frame {
    const left = this.#left.get(stream)!;
    exactly(bytes, Math.min(CHUNK_BYTES, left));
    this.#bodyOf = null;
    const last = bytes.length === left;
    if (last) this.#left.delete(stream);
    else this.#left.set(stream, left - bytes.length);
    return { type: "body", stream, bytes, last };
  }

  /** The tag at `at`, its length first. Its bytes are left in #tagBytes. */
  #readTag(rest: Uint8Array, at: number): string {
    if (rest.length < at + 2) throw new RangeError("a short frame");
    const length = rest[at]! | (rest[at + 1]! << 8);
    if (length > MAX_TAG_BYTES) throw new RangeError(`a tag of ${length} bytes`);
    const start = at + 2;
    if (rest.length < start + length) throw new RangeError("a frame shorter than its tag");
    const known = this.#tagBytes;
    let same = known.length === length && length > 0;
    for (let k = 0; same && k < length; k++) same = known[k] === rest[start + k];
    if (!same) {
      const bytes = rest.slice(start, start + length);
      this.#tag = decodeTag(bytes);
      this.#tagBytes = bytes;
    }
    return this.#tag;
  }
}

function decodeTag(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RangeError("a tag that is not UTF-8");
  }
}

function exactly(bytes: Uint8Array, length: number): void {
  if (bytes.length !== length)
    throw new RangeError(`${bytes.length} bytes where ${length} are due`);
}

function put32(out: Uint8Array, at: number, x: number): void {
  out[at] = x;
  out[at + 1] = x >>> 8;
  out[at + 2] = x >>> 16;
  out[at + 3] = x >>> 24;
}

function get32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  );
}

function putTag(frame: Uint8Array, at: number, tag: Uint8Array): void {
  frame[at] = tag.length;
  frame[at + 1] = tag.length >>> 8;
  frame.set(tag, at + 2);
}
