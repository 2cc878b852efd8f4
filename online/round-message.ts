/**
 * The header of every message of a round, for those who read rounds on the wire:
 *
 *   0   u32    round number, from 0, little-endian
 *   4   u32    number of opened elements
 *   8   16 B   the first bytes of a hash of the settings and the round's labels, in call order, with the ids of the
 *              calls mixed in (origin.ts)
 *
 * After the header come the value shares of all jobs, in call order; then what the sender broadcasts as an owner of
 * inputs, in call order. A long round goes in pieces, of which the first carries the header.
 */
import { hash } from "../crypto/hash.ts";
import type { Suite } from "../crypto/suite.ts";
import { Mixer, type Words } from "./mix.ts";

export const HEADER_BYTES = 24;
const DIGEST_AT = 8;
/** Digests kept; programs repeat themselves. */
const KEPT = 64;

/** The channel of an engine's session that carries the rounds. */
export const ROUNDS = "rounds";

export interface RoundHeader {
  readonly round: number;
  /** Opened elements. */
  readonly elements: number;
}

/** RangeError if `message` is too short to begin with one. */
export function readHeader(message: Uint8Array): RoundHeader {
  if (message.length < HEADER_BYTES) throw new RangeError(`a round of ${message.length} bytes`);
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  return { round: view.getUint32(0, true), elements: view.getUint32(4, true) };
}

/** What a header says of an operation. */
export interface Named {
  readonly label: string;
  /** Of the program's call. */
  readonly id: Words;
}

/** Makes headers, and hashes labels for them, together with what all parties must have set alike. */
export class Headers {
  readonly #suite: Suite;
  readonly #settings: string;
  readonly #known = new Map<string, Words>();
  readonly #header = new Uint8Array(HEADER_BYTES);
  readonly #view = new DataView(this.#header.buffer);

  constructor(suite: Suite, settings: string) {
    this.#suite = suite;
    this.#settings = settings;
  }

  /** Valid until the next call: rounds follow one another, and who sends a header copies it. */
  of({ round, elements }: RoundHeader, operations: readonly Named[]): Uint8Array {
    this.#view.setUint32(0, round, true);
    this.#view.setUint32(4, elements, true);
    const mixer = new Mixer(this.#digest(operations));
    for (const { id } of operations) mixer.absorb(id);
    const { a, b, c, d } = mixer.end(operations.length);
    this.#view.setInt32(DIGEST_AT, a, true);
    this.#view.setInt32(DIGEST_AT + 4, b, true);
    this.#view.setInt32(DIGEST_AT + 8, c, true);
    this.#view.setInt32(DIGEST_AT + 12, d, true);
    return this.#header;
  }

  #digest(operations: readonly Named[]): Words {
    const single = operations.length === 1;
    const text = single ? operations[0]!.label : operations.map(({ label }) => label).join("\n");
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const bytes = hash(this.#suite, "spdz-lab/round/v2", this.#settings, text);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const [a, b, c, d] = [0, 4, 8, 12].map((at) => view.getInt32(at, true));
    const digest = { a: a!, b: b!, c: c!, d: d! };
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(text, digest);
    return digest;
  }
}
