/**
 * How late a peer is with what its link's receivers wait for. The unit is a tick, of which one passes in each heartbeat
 * interval. Most ticks count as the peer's own. Ticks for which it is not to blame, or may not be, are counted apart,
 * each kind with a bound:
 *
 *   excused   the peer says that it waits for a third party; we cannot see whether that party keeps it waiting
 *   fed       what the peer waits for is coming in: the peer says so, or a party that it waits for
 *   payload   messages from the peer are coming in: a slow link is not a silent one
 *   busy      the peer's host says that the peer lives while its event loop does not turn (life.ts)
 *
 * A byte that comes in, to us or to the peer, adds time at the slowest rate that is admitted. All bytes together add no
 * more than MAX_CREDIT_BYTES and MAX_STREAMS messages as long as the awaited one would take. So every wait ends,
 * whatever the peer says. A tick that is both busy and excused counts as busy alone, as long as busy ticks are
 * admitted. So neither word prolongs the other.
 */
import type { Moment, Waiter } from "./inbox.ts";
import { CHUNK_BYTES, MAX_CREDIT_BYTES, MAX_STREAMS, SLOWEST_BYTES_PER_SECOND } from "./limits.ts";

/** What a heartbeat says. framing.ts explains `fed`. */
export interface Said {
  readonly waiting: boolean;
  readonly fed: number;
}

/** Ticks until now: the peer's own, and those that are excused. */
export interface Late {
  readonly own: number;
  readonly excused: number;
}

/** Bytes that have come still count as coming in, at the slowest rate: no more than two chunks of them. */
const MOST_FRESH_BYTES = 2 * CHUNK_BYTES;

export class Lateness {
  said: Said = { waiting: false, fed: 0 };
  #ticks = 0;
  #excused = 0;
  #fed = 0;
  #busy = 0;
  #both = 0;
  #payload = 0;
  /** Bytes of payload that the slowest admitted link would still be carrying. */
  #fresh = 0;
  #isFed = false;

  /** The moment now. Heartbeats, which a peer can send at will, are no payload. */
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

  /** At the last tick messages were coming in over this link, no slower than the slowest admitted rate. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** So many bytes of payload have come. */
  read(bytes: number): void {
    this.#payload += bytes;
    this.#fresh = Math.min(this.#fresh + bytes, MOST_FRESH_BYTES);
  }

  /** A tick has passed, one of `ticksPerSecond`, in a session of `parties`. `busy`: the peer's host said so in it. */
  tick(parties: number, ticksPerSecond: number, busy = false): void {
    const { waiting, fed } = this.said;
    if (busy) this.#busy++;
    this.#ticks++;
    // With two parties there is no third.
    if (waiting && parties > 2) {
      this.#excused++;
      if (busy) this.#both++;
    }
    // `fed` counts parties in a chain, and a chain is no longer than there are parties.
    if (fed > 0 && fed < parties) this.#fed++;
    const carried = SLOWEST_BYTES_PER_SECOND / ticksPerSecond;
    this.#isFed = this.#fresh >= carried;
    if (this.#isFed) this.#fresh -= carried;
  }

  /** How many ticks the peer has kept a receiver waiting; the maximum over all receivers. */
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

/** Seconds that bytes may add to the wait for a message of up to `maxLength` bytes. */
export const mostCredit = (maxLength: number): number =>
  (MAX_CREDIT_BYTES + MAX_STREAMS * maxLength) / SLOWEST_BYTES_PER_SECOND;
