/**
 * One party's part of an opening on the wire: the header, then the body (elements, then a rider of public
 * bytes), cut at multiples of PIECE_BYTES into messages. A message is made when it is sent and parsed when it
 * comes. So a party holds little more than one piece of a long vector at a time.
 */
import { lengthOf, settleRange } from "../algebra/deferred.ts";
import { type Deferred, ELEMENT_BYTES, type Field, type Vector } from "../algebra/field.ts";
import { Abort, parseFrom } from "../network/abort.ts";
import type { Channel } from "../network/session.ts";

/** AGREEMENT: body bytes of one message. */
export const PIECE_BYTES = 1 << 19;
export const PIECE_ELEMENTS = PIECE_BYTES / ELEMENT_BYTES;
const EMPTY = new Uint8Array(0);

export const totalLength = (parts: readonly Deferred[]): number =>
  parts.reduce((sum, part) => sum + lengthOf(part), 0);

/** True if the public bytes of `message` begin with those of `header`: those of a shorter one do not. */
export function beginsWith(message: Uint8Array, header: Uint8Array): boolean {
  for (let k = 0; k < header.length; k++) if (message[k] !== header[k]) return false;
  return true;
}

/** How many messages carry a body of so many bytes; at least one, which has the header. */
export const piecesOf = (bodyBytes: number): number =>
  Math.max(1, Math.ceil(bodyBytes / PIECE_BYTES));

/** The messages that this party sends: the parts one after another, computed piece by piece. */
export class OutgoingBody {
  /** The number of messages; at least one. */
  readonly pieces: number;
  readonly #field: Field;
  readonly #header: Uint8Array;
  readonly #parts: readonly Deferred[];
  readonly #rider: Uint8Array;
  readonly #bytes: number;

  constructor(field: Field, header: Uint8Array, parts: readonly Deferred[], rider: Uint8Array) {
    this.#field = field;
    this.#header = header;
    this.#parts = parts;
    this.#rider = rider;
    this.#bytes = ELEMENT_BYTES * totalLength(parts);
    this.pieces = piecesOf(this.#bytes + rider.length);
  }

  /** Message k, in its own memory, and the elements in it. */
  piece(k: number): { readonly message: Uint8Array; readonly elements: Vector } {
    const header = k === 0 ? this.#header : EMPTY;
    const from = k * PIECE_BYTES;
    const to = Math.min(from + PIECE_BYTES, this.#bytes + this.#rider.length);
    const split = Math.min(Math.max(from, this.#bytes), to);
    // Padding in front aligns the elements.
    const begin = Math.ceil(header.length / ELEMENT_BYTES) * ELEMENT_BYTES;
    const raw = new Uint8Array(begin + to - from);
    raw.set(header, begin - header.length);
    const elements = new BigUint64Array(raw.buffer, begin, (split - from) / ELEMENT_BYTES);
    settleRange(this.#field, elements, this.#parts, from / ELEMENT_BYTES);
    if (split < to)
      raw.set(this.#rider.subarray(split - this.#bytes, to - this.#bytes), begin + split - from);
    return { message: raw.subarray(begin - header.length), elements };
  }
}

/** The messages of one sender, parsed as they come. This party decides their lengths, not the sender. */
export class IncomingBody {
  readonly from: number;
  /** The number of elements of all pieces. */
  readonly elements: number;
  readonly #channel: Channel;
  readonly #field: Field;
  readonly #riderLength: number;
  /** The last piece that came, and its offset in the body. */
  #piece: Uint8Array = EMPTY;
  #start = 0;

  constructor(channel: Channel, field: Field, from: number, elements: number, riderLength: number) {
    this.#channel = channel;
    this.#field = field;
    this.from = from;
    this.elements = elements;
    this.#riderLength = riderLength;
  }

  /** Takes the next piece. Abort "malformed-message" naming the sender if it has another length than expected. */
  accept(piece: Uint8Array): void {
    const due = this.#due();
    if (piece.length !== due) {
      const detail = `${piece.length} bytes, not ${due}`;
      throw new Abort("malformed-message", this.#channel.path, [this.from], detail);
    }
    this.#piece = piece;
  }

  /** out_j ← a_j + the elements of that piece. `out` and `a` are as long as its elements. */
  addTo(out: Vector, a: Vector): void {
    const bytes = this.#piece.subarray(0, ELEMENT_BYTES * out.length);
    parseFrom(this.#channel.path, this.from, bytes, (raw) => this.#field.addEncoded(out, a, raw));
  }

  /** The bytes after the elements. Call it when all elements are taken. */
  async rider(): Promise<Uint8Array> {
    const begin = ELEMENT_BYTES * this.elements;
    const out = new Uint8Array(this.#riderLength);
    for (let filled = 0; filled < out.length; ) {
      if (begin + filled === this.#start + this.#piece.length) await this.advance();
      const part = this.#piece.subarray(begin + filled - this.#start);
      out.set(part, filled);
      filled += part.length;
    }
    return out;
  }

  /** Waits for the piece behind the one that came last. */
  async advance(): Promise<void> {
    this.#start += PIECE_BYTES;
    this.accept(await this.#channel.receiveRest(this.from, this.#due()));
  }

  /** The length in bytes of the piece that begins at #start. */
  #due(): number {
    const total = ELEMENT_BYTES * this.elements + this.#riderLength;
    return Math.min(PIECE_BYTES, total - this.#start);
  }
}
