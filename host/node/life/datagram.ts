/**
 * What a party's life thread says, in one datagram:
 *
 *     version u8 | from u16 | counter u32 | busy u32 (ms) | starved u8 | MAC 16
 *
 * Integers are little-endian. The MAC is HMAC-SHA-256, cut to 16 bytes, under a key that only the two ends of this
 * connection have. It also covers the receiver's number. A counter that does not grow is a replay.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { BusyWord } from "../../../network/life.ts";

const VERSION = 1;
const BODY_BYTES = 12;
const MAC_BYTES = 16;
const DATAGRAM_BYTES = BODY_BYTES + MAC_BYTES;

export interface Beat extends BusyWord {
  readonly from: number;
  readonly counter: number;
}

export function encodeBeat(key: Uint8Array, to: number, beat: Beat): Buffer {
  const out = Buffer.alloc(DATAGRAM_BYTES);
  out.writeUInt8(VERSION, 0);
  out.writeUInt16LE(beat.from, 1);
  out.writeUInt32LE(beat.counter, 3);
  out.writeUInt32LE(Math.min(beat.busyMs, 0xffffffff), 7);
  out.writeUInt8(beat.starved ? 1 : 0, 11);
  macOf(key, to, out.subarray(0, BODY_BYTES)).copy(out, BODY_BYTES);
  return out;
}

/** What one party hears from the others' life threads. Every word is accepted once, and in order. */
export class Ear {
  readonly #keys: readonly (Uint8Array | null)[];
  readonly #self: number;
  readonly #counters: number[];

  /** `keys[p]` is shared with party p; null where there is no such key. */
  constructor(keys: readonly (Uint8Array | null)[], self: number) {
    this.#keys = keys;
    this.#self = self;
    this.#counters = keys.map(() => 0);
  }

  /** Null for bytes that are not a new word of the party that they name. */
  hear(raw: Buffer): Beat | null {
    const beat = parseBeat((from) => this.#keys[from] ?? null, this.#self, raw);
    if (beat === null || beat.counter <= this.#counters[beat.from]!) return null;
    this.#counters[beat.from] = beat.counter;
    return beat;
  }
}

/** Null for bytes that are not a word of the party that they name to party `to`. `keyOf` is null for strangers. */
function parseBeat(
  keyOf: (from: number) => Uint8Array | null,
  to: number,
  raw: Buffer,
): Beat | null {
  if (raw.length !== DATAGRAM_BYTES || raw[0] !== VERSION) return null;
  const from = raw.readUInt16LE(1);
  const key = keyOf(from);
  const body = raw.subarray(0, BODY_BYTES);
  if (key === null || !timingSafeEqual(macOf(key, to, body), raw.subarray(BODY_BYTES))) return null;
  const starved = raw[11];
  if (starved! > 1) return null;
  return {
    from,
    counter: raw.readUInt32LE(3),
    busyMs: raw.readUInt32LE(7),
    starved: starved === 1,
  };
}

function macOf(key: Uint8Array, to: number, body: Buffer): Buffer {
  const mac = createHmac("sha256", key)
    .update("spdz-lab/life/v1")
    .update(Buffer.of(to & 255, to >> 8));
  return mac.update(body).digest().subarray(0, MAC_BYTES);
}
