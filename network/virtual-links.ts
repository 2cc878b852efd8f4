/**
 * When a message arrives in virtual time.
 *
 *   uplink    if a member has one, all its messages pass it, in order of departure; each takes bytes/rate
 *   link      the same, from one member to another. A slower link after a faster uplink sends bytes on as they come, so
 *             that a message that is alone takes bytes/(the lower rate)
 *   latency   is added to the time at which the last byte departs, and so is jitter: uniform from 0 to the given bound,
 *             drawn from a stream of coins for each link. No message overtakes another of its link
 *   deviation a message delays only later messages: there is no loss, no slow start and no window
 */
import { hash } from "../crypto/hash.ts";
import { Prg } from "../crypto/prg.ts";
import { portable } from "../crypto/suite.ts";

/** One figure for all links, or [i][j] from member i to member j. */
export type ByLink<T> = T | readonly (readonly T[])[];

export interface LinkOptions {
  /** One way, milliseconds; 0 by default. */
  readonly latencyMs?: ByLink<number>;
  /** Megabits (10^6) per second; null, the default, is infinitely many. */
  readonly bandwidthMbit?: ByLink<number | null>;
  /** Milliseconds. A uniform time of up to this is added to a message's latency; 0 by default. */
  readonly jitterMs?: ByLink<number>;
  /** Megabits per second of each member, all its links together; null, the default, is infinitely many. */
  readonly uplinkMbit?: number | null | readonly (number | null)[];
  /** How many bytes the wire carries for a message of `payload` bytes under `tag`; by default `payload`. */
  readonly wireBytes?: (payload: number, tag: string) => number;
  /** The seed of jitter; "virtual" by default. */
  readonly seed?: string;
}

export interface Journey {
  /** Nanoseconds: when the last byte has departed, and when it has arrived. */
  readonly sent: number;
  readonly arrives: number;
}

export const NS_PER_MS = 1_000_000;
/** Nanoseconds that a byte takes at one megabit per second. */
const NS_PER_BYTE = 8000;

interface Link {
  readonly latency: number;
  readonly mbit: number | null;
  readonly jitter: number;
  readonly coins: Prg | null;
  /** Nanoseconds: when the last byte of all messages so far has departed, and when it has arrived. */
  free: number;
  last: number;
}

export class Links {
  readonly #links: readonly (readonly Link[])[];
  readonly #uplinks: { readonly mbit: number | null; free: number }[];
  readonly #wireBytes: (payload: number, tag: string) => number;

  /** RangeError for figures that are not valid, or matrices of another size. */
  constructor(n: number, options: LinkOptions) {
    const { latencyMs = 0, bandwidthMbit = null, jitterMs = 0, seed = "virtual" } = options;
    const { uplinkMbit = null } = options;
    const uplinks = Array.isArray(uplinkMbit) ? uplinkMbit : Array(n).fill(uplinkMbit);
    if (uplinks.length !== n)
      throw new RangeError(`virtual network: ${uplinks.length} uplinks of ${n} members`);
    this.#uplinks = uplinks.map((mbit: number | null) => ({ mbit: rate("uplink", mbit), free: 0 }));
    this.#wireBytes = options.wireBytes ?? ((payload) => payload);
    this.#links = Array.from({ length: n }, (_, from) =>
      Array.from({ length: n }, (_, to) => {
        const jitter = duration("jitter", at(jitterMs, n, from, to));
        return {
          latency: duration("latency", at(latencyMs, n, from, to)),
          mbit: rate("bandwidth", at(bandwidthMbit, n, from, to)),
          jitter,
          coins: jitter === 0 ? null : coinsOf(seed, from, to),
          free: 0,
          last: 0,
        };
      }),
    );
  }

  /** Sends a message that departs at `at`. Calls must come in the order of these times. */
  transmit(from: number, to: number, payload: number, tag: string, at: number): Journey {
    const bytes = this.#wireBytes(payload, tag);
    const uplink = this.#uplinks[from]!;
    const link = this.#links[from]![to]!;
    const out = Math.max(at, uplink.free);
    uplink.free = out + timeOf(bytes, uplink.mbit);
    const begins = Math.max(out, link.free);
    const sent = Math.max(uplink.free, begins + timeOf(bytes, link.mbit));
    link.free = sent;
    link.last = Math.max(link.last, sent + delayOn(link));
    return { sent, arrives: link.last };
  }
}

/** Latency, plus one of jitter + 1 whole numbers of nanoseconds: uniform except for the rounding of the division. */
function delayOn({ latency, jitter, coins }: Link): number {
  if (coins === null) return latency;
  return latency + Math.floor((coins.below(2 ** 32, 1)[0]! / 2 ** 32) * (jitter + 1));
}

const coinsOf = (seed: string, from: number, to: number): Prg =>
  new Prg(portable, hash(portable, "spdz-lab/virtual-jitter/v1", seed, from, to));

const timeOf = (bytes: number, mbit: number | null): number =>
  mbit === null ? 0 : Math.round((bytes * NS_PER_BYTE) / mbit);

function at<T>(figures: ByLink<T>, n: number, from: number, to: number): T {
  if (!Array.isArray(figures)) return figures as T;
  const rows = figures as readonly (readonly T[])[];
  if (rows.length !== n || rows.some((row) => row.length !== n))
    throw new RangeError(`virtual network: a matrix that is not ${n} by ${n}`);
  return rows[from]![to]!;
}

/** Whole nanoseconds. */
function duration(what: string, ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`virtual network: ${what} of ${ms} ms`);
  return Math.round(ms * NS_PER_MS);
}

function rate(what: string, mbit: number | null): number | null {
  if (mbit !== null && !(Number.isFinite(mbit) && mbit > 0))
    throw new RangeError(`virtual network: ${what} of ${mbit} Mbit/s`);
  return mbit;
}
