/** Exact counts of what one party sent and received. Bytes are payload, without the transport's framing. */
export interface Traffic {
  /** Indexed by peer. */
  readonly bytesSent: readonly number[];
  readonly bytesReceived: readonly number[];
  readonly messagesSent: readonly number[];
  /**
   * Bytes with framing and signs of life, without what encryption adds (TLS: 22 bytes per 16 KiB). 0 where there is
   * no wire.
   */
  readonly wireBytesSent: readonly number[];
  readonly wireBytesReceived: readonly number[];
  /**
   * How often a session called `exchange`, or `receive` or `gather` outside of one. Online, where one call follows the
   * other, this counts dependent rounds. Where many run side by side, as in making material, it is no measure of
   * latency.
   */
  readonly rounds: number;
  /** Milliseconds during which at least one receive was pending. */
  readonly waitingMs: number;
}

/** How many bytes a link's wire has carried. */
export interface WireCount {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** Counts what one party sends, receives and waits for. */
export class Meter {
  readonly #sent: number[];
  readonly #received: number[];
  readonly #messages: number[];
  readonly #wires: readonly (WireCount | null)[];
  readonly #now: () => number;
  #rounds = 0;
  #pending = 0;
  #waitingSince = 0;
  #waited = 0;

  /** `wires`: indexed by peer; null where there is no wire. `now`: the clock for waiting, in milliseconds. */
  constructor(
    n: number,
    wires: readonly (WireCount | null)[] = Array(n).fill(null),
    now: () => number = () => performance.now(),
  ) {
    this.#wires = wires;
    this.#now = now;
    this.#sent = Array(n).fill(0);
    this.#received = Array(n).fill(0);
    this.#messages = Array(n).fill(0);
  }

  /** Milliseconds, by the clock that measures waiting. */
  now(): number {
    return this.#now();
  }

  /** Counts one message of so many bytes to that party. */
  sent(to: number, bytes: number): void {
    this.#sent[to]! += bytes;
    this.#messages[to]!++;
  }

  /** Counts so many bytes of one message from that party. */
  received(from: number, bytes: number): void {
    this.#received[from]! += bytes;
  }

  /** Counts one round. */
  round(): void {
    this.#rounds++;
  }

  /** A receive begins to wait. */
  waitStarts(): void {
    if (this.#pending++ === 0) this.#waitingSince = this.#now();
  }

  /** A receive has what it waited for, or failed. */
  waitEnds(): void {
    if (--this.#pending === 0) this.#waited += this.#now() - this.#waitingSince;
  }

  /** A copy of the counts so far. */
  read(): Traffic {
    return {
      bytesSent: [...this.#sent],
      bytesReceived: [...this.#received],
      messagesSent: [...this.#messages],
      wireBytesSent: this.#wires.map((wire) => wire?.bytesSent ?? 0),
      wireBytesReceived: this.#wires.map((wire) => wire?.bytesReceived ?? 0),
      rounds: this.#rounds,
      waitingMs: this.#waited,
    };
  }
}

/** The traffic since `before` was read. */
export const trafficSince = (before: Traffic, now: Traffic): Traffic =>
  combined(now, before, (x, y) => x - y);

/** The traffic of two spans of time together. */
export const trafficSum = (a: Traffic, b: Traffic): Traffic => combined(a, b, (x, y) => x + y);

function combined(a: Traffic, b: Traffic, f: (x: number, y: number) => number): Traffic {
  const each = (x: readonly number[], y: readonly number[]) => x.map((u, k) => f(u, y[k]!));
  return {
    bytesSent: each(a.bytesSent, b.bytesSent),
    bytesReceived: each(a.bytesReceived, b.bytesReceived),
    messagesSent: each(a.messagesSent, b.messagesSent),
    wireBytesSent: each(a.wireBytesSent, b.wireBytesSent),
    wireBytesReceived: each(a.wireBytesReceived, b.wireBytesReceived),
    rounds: f(a.rounds, b.rounds),
    waitingMs: f(a.waitingMs, b.waitingMs),
  };
}
