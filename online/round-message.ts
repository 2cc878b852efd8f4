/**
 * What every message of a round begins with, for those who read rounds on the wire:
 *
 *   0   u32    round number, from 0, little-endian
 *   4   u32    number of opened elements
 *   8   16 B   the first bytes of the hash of settings and the round's labels, in call order
 *
 * After it come the value shares of all jobs in call order, then what the sender broadcasts as an owner of
 * inputs, in call order; long rounds in pieces, of which the first carries the header.
 */
import { hash } from "../crypto/hash.ts";
import type { Suite } from "../crypto/suite.ts";

export const HEADER_BYTES = 24;
const DIGEST_BYTES = 16;
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

/** Makes headers, and hashes lists of labels for them, together with what all parties must have set alike. */
export class Headers {
  readonly #suite: Suite;
  readonly #settings: string;
  readonly #known = new Map<string, Uint8Array>();
  readonly #header = new Uint8Array(HEADER_BYTES);
  readonly #view = new DataView(this.#header.buffer);

  constructor(suite: Suite, settings: string) {
    this.#suite = suite;
    this.#settings = settings;
  }

  /** Valid until the next call: rounds follow one another, and who sends a header copies it. */
  of({ round, elements }: RoundHeader, labels: readonly string[]): Uint8Array {
    this.#view.setUint32(0, round, true);
    this.#view.setUint32(4, elements, true);
    this.#header.set(this.#digest(labels), HEADER_BYTES - DIGEST_BYTES);
    return this.#header;
  }

  #digest(labels: readonly string[]): Uint8Array {
    const text = labels.length === 1 ? labels[0]! : labels.join("\n");
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const digest = hash(this.#suite, "spdz-lab/round/v1", this.#settings, text).subarray(
      0,
      DIGEST_BYTES,
    );
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(text, digest);
    return digest;
  }
}
