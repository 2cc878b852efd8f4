/**
 * What protocols send, as numbers that are known before they run. The formula of a protocol stands beside it, as
 * `echoTraffic` in echo.ts. Bytes are payload, as network/meter.ts counts them: no framing, no signs of life.
 */

/** What a protocol sends in which all parties do alike: each party sends this to each peer. */
export interface PeerTraffic {
  /** As the meter counts them: how often a party waits for others. */
  readonly rounds: number;
  readonly messages: number;
  readonly bytes: number;
}

/** What parties send that do not do alike. Entry [i][j] is from P_i to P_j; the diagonal is 0. */
export interface LinkTraffic {
  /** As the meter counts them. */
  readonly rounds: number;
  /** Messages that follow one another on the longest way: as often as this, somebody waits for a link. */
  readonly delays: number;
  readonly messages: readonly (readonly number[])[];
  readonly bytes: readonly (readonly number[])[];
}

export const NOTHING_SENT: PeerTraffic = { rounds: 0, messages: 0, bytes: 0 };

/** One message of so many bytes from each party to each peer, as Session.exchange sends it. */
export const exchangeTraffic = (bytes: number): PeerTraffic => ({ rounds: 1, messages: 1, bytes });

/** One after another. */
export const inSequence = (...parts: readonly PeerTraffic[]): PeerTraffic => ({
  rounds: parts.reduce((sum, { rounds }) => sum + rounds, 0),
  messages: parts.reduce((sum, { messages }) => sum + messages, 0),
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
});

/** An n×n matrix; 0 on the diagonal. */
export const onLinks = (n: number, entry: (from: number, to: number) => number): number[][] =>
  Array.from({ length: n }, (_, from) =>
    Array.from({ length: n }, (_, to) => (from === to ? 0 : entry(from, to))),
  );

/** Adds up what is sent one after another among n parties. */
export class TrafficSum implements LinkTraffic {
  rounds = 0;
  delays = 0;
  readonly messages: number[][];
  readonly bytes: number[][];

  constructor(n: number) {
    this.messages = onLinks(n, () => 0);
    this.bytes = onLinks(n, () => 0);
  }

  /** Every round of it takes one message each way. */
  addAlike({ rounds, messages, bytes }: PeerTraffic): void {
    this.rounds += rounds;
    this.delays += rounds;
    this.#add(
      () => messages,
      () => bytes,
    );
  }

  add({ rounds, delays, messages, bytes }: LinkTraffic): void {
    this.rounds += rounds;
    this.delays += delays;
    this.#add(
      (from, to) => messages[from]![to]!,
      (from, to) => bytes[from]![to]!,
    );
  }

  /** What it is so far, for good. */
  read(): LinkTraffic {
    const { rounds, delays, messages, bytes } = this;
    return { rounds, delays, messages: structuredClone(messages), bytes: structuredClone(bytes) };
  }

  #add(messages: LinkEntry, bytes: LinkEntry): void {
    for (const [from, row] of this.bytes.entries())
      for (const to of row.keys()) {
        if (from === to) continue;
        row[to]! += bytes(from, to);
        this.messages[from]![to]! += messages(from, to);
      }
  }
}

/** What was sent after `before`. */
export function sentSince(before: LinkTraffic, now: LinkTraffic): LinkTraffic {
  const since = (a: LinkTraffic["bytes"], b: LinkTraffic["bytes"]) =>
    onLinks(a.length, (from, to) => b[from]![to]! - a[from]![to]!);
  return {
    rounds: now.rounds - before.rounds,
    delays: now.delays - before.delays,
    messages: since(before.messages, now.messages),
    bytes: since(before.bytes, now.bytes),
  };
}

/** The sum over all links and directions. */
export const onAllLinks = (matrix: LinkTraffic["bytes"]): number =>
  matrix.flat().reduce((sum, x) => sum + x, 0);

type LinkEntry = (from: number, to: number) => number;
