/**
 * How late a peer is with what its link's receivers wait for, in ticks, one a heartbeat interval. Most of the time
 * that passes is its own. What it is not to blame for, or might not be, is counted apart, each kind with a bound:
 *
 *   excused   it says that it waits for a third party: we cannot see whether that one lets it wait
 *   fed       what it waits for is coming in, as it says, or as whoever it waits for says
 *   payload   messages come to us from it: a slow link is not a silent one
 *   busy      its host says that it lives while its event loop does not turn (life.ts)
 *
 * A byte that comes in, to us or to it, buys time at the slowest rate that is admitted, and no more than
 * MAX_CREDIT_BYTES and a few of the awaited messages would take: so a wait ends, whatever the peer says. A tick
 * that is busy and excused counts as busy alone, as long as that is admitted: neither word prolongs the other.
 */
import type { Moment, Waiter } from "./inbox.ts";
import { CHUNK_BYTES, MAX_CREDIT_BYTES, MAX_STREAMS, SLOWEST_BYTES_PER_SECOND } from "./limits.ts";

/** What a heartbeat says; framing.ts has the meaning of `fed`. */
export interface Said {
  readonly waiting: boolean;
  readonly fed: number;
}

/** Ticks by whose they are, as of now. */
export interface Late {
  readonly own: number;
  readonly excused: number;
}

/** Bytes that count as coming in after they have come: of two pieces, at the slowest rate. */
const MOST_FRESH_BYTES = 2 * CHUNK_BYTES;

export class Lateness {
  said: Said = { waiting: false, fed: 0 };
  #ticks = 0;
  #excused = 0;
  #fed = 0;
  #busy = 0;
  #both = 0;
  #payload = 0;
  /** Payload that the slowest admitted link would still be carrying. */
  #fresh = 0;
  #isFed = false;

  /** Now. What a peer can send at will, as heartbeats, is no payload. */
  get moment(): Moment {
    return {
      tick: this.#ticks,
      excused: this.#excused,
      fed: this.#fed,
      busy: this.#busy,
      both: this.#both,
      payload: this.#payload,
    };
  }

  /** Messages have come in over this link, no slower than admitted, until the last tick. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** So many bytes of messages have come. */
  read(bytes: number): void {
    this.#payload += bytes;
    this.#fresh = Math.min(this.#fresh + bytes, MOST_FRESH_BYTES);
  }

  /** One of `ticksPerSecond` has passed, in a session of `parties`; `busy`: its host said so. */
  tick(parties: number, ticksPerSecond: number, busy = false): void {
    const { waiting, fed } = this.said;
    if (busy) this.#busy++;
    this.#ticks++;
    // Where two are alone there is no third.
    if (waiting && parties > 2) {
      this.#excused++;
      if (busy) this.#both++;
    }
    // Whoever feeds whom, there are no more than so many between.
    if (fed > 0 && fed < parties) this.#fed++;
    const carried = SLOWEST_BYTES_PER_SECOND / ticksPerSecond;
    this.#isFed = this.#fresh >= carried;
    if (this.#isFed) this.#fresh -= carried;
  }

  /** How long the peer has kept a receiver waiting, at most. */
  of(waiters: Iterable<Waiter>, ticksPerSecond: number, mostBusy = 0): Late {
    const late = { own: 0, excused: 0 };
    const now = this.moment;
    for (const { since, maxLength } of waiters) {
      if (since === null) continue;
      const most = mostCredit(maxLength) * ticksPerSecond;
      const seconds = (now.payload - since.payload) / SLOWEST_BYTES_PER_SECOND;
      const forgiven = Math.min(seconds * ticksPerSecond + now.fed - since.fed, most);
      const busy = Math.min(now.busy - since.busy, mostBusy);
      const excused = now.excused - since.excused - Math.min(now.both - since.both, busy);
      late.own = Math.max(late.own, now.tick - since.tick - excused - forgiven - busy);
      late.excused = Math.max(late.excused, excused - forgiven);
    }
    return late;
  }
}

/** Seconds that bytes may buy for a message of up to `maxLength` bytes. */
export const mostCredit = (maxLength: number): number =>
  (MAX_CREDIT_BYTES + MAX_STREAMS * maxLength) / SLOWEST_BYTES_PER_SECOND;
