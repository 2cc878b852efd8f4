/** Exact counts of what one party sent and received. Payload bytes: framing is the transport's. */
export interface Traffic {
  /** Indexed by peer. */
  readonly bytesSent: readonly number[];
  readonly bytesReceived: readonly number[];
  readonly messagesSent: readonly number[];
  /**
   * With framing and signs of life, without what encryption adds (TLS: 22 bytes per 16 KiB); 0 where there
   * is no wire.
   */
  readonly wireBytesSent: readonly number[];
  readonly wireBytesReceived: readonly number[];
  /** Dependent rounds: each `exchange`, or a receive outside one, that had to be waited for. */
  readonly rounds: number;
  /** Milliseconds during which at least one receive was pending. */
  readonly waitingMs: number;
}

/** What a link's wire has carried. */
export interface WireCount {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export class Meter {
  readonly #sent: number[];
  readonly #received: number[];
  readonly #messages: number[];
  readonly #wires: readonly (WireCount | null)[];
  #rounds = 0;
  #pending = 0;
  #waitingSince = 0;
  #waited = 0;

  /** `wires`: indexed by peer, where there are any. */
  constructor(n: number, wires: readonly (WireCount | null)[] = Array(n).fill(null)) {
    this.#wires = wires;
    this.#sent = Array(n).fill(0);
    this.#received = Array(n).fill(0);
    this.#messages = Array(n).fill(0);
  }

  sent(to: number, bytes: number): void {
    this.#sent[to]! += bytes;
    this.#messages[to]!++;
  }

  received(from: number, bytes: number): void {
    this.#received[from]! += bytes;
  }

  round(): void {
    this.#rounds++;
  }

  waitStarts(): void {
    if (this.#pending++ === 0) this.#waitingSince = performance.now();
  }

  waitEnds(): void {
    if (--this.#pending === 0) this.#waited += performance.now() - this.#waitingSince;
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

/** What was counted after `before`. */
export function trafficSince(before: Traffic, now: Traffic): Traffic {
  const minus = (a: readonly number[], b: readonly number[]) => a.map((x, k) => x - b[k]!);
  return {
    bytesSent: minus(now.bytesSent, before.bytesSent),
    bytesReceived: minus(now.bytesReceived, before.bytesReceived),
    messagesSent: minus(now.messagesSent, before.messagesSent),
    wireBytesSent: minus(now.wireBytesSent, before.wireBytesSent),
    wireBytesReceived: minus(now.wireBytesReceived, before.wireBytesReceived),
    rounds: now.rounds - before.rounds,
    waitingMs: now.waitingMs - before.waitingMs,
  };
}
