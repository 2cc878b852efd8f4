/**
 * One party's view of one run: its number, its peers, its private randomness. Every box gets a session of its own
 * (`child`), in which no label is used twice. So a message for one purpose cannot pass for a message for another.
 */
import type { Suite } from "../crypto/suite.ts";
import type { Meter } from "./meter.ts";
import type { Patience, Transport } from "./transport.ts";

interface CountsRounds {
  /** Counts one round. */
  round(): void;
}

/**
 * One party's part in a protocol: messages under labels of which each is used once, randomness,
 * and sessions below it.
 */
export class Session {
  readonly #transport: Transport;
  /** Labels in use. Those of single messages have their direction: ">1" to P1, "<1" from P1. */
  readonly #claimed = new Set<string>();
  /** Labels of single messages. Several single messages may carry the same label, nothing else may. */
  readonly #single = new Set<string>();
  /** The labels from the root to this session, joined by "/"; "" at the root. Equal at every party. */
  readonly path: string;

  constructor(transport: Transport, path = "") {
    this.#transport = transport;
    this.path = path;
  }

  /** 32 bytes, equal at every party, different for every run. */
  get id(): Uint8Array {
    return this.#transport.sessionId;
  }

  /** This party, 0 ≤ self < n. Papers count from 1. */
  get self(): number {
    return this.#transport.self;
  }

  get n(): number {
    return this.#transport.n;
  }

  get suite(): Suite {
    return this.#transport.suite;
  }

  get meter(): Meter {
    return this.#transport.meter;
  }

  /** Private randomness. */
  random(length: number): Uint8Array<ArrayBuffer> {
    return this.#transport.random(length);
  }

  /** Runs `callback` in a later turn of the event loop. */
  turn(callback: () => void): void {
    this.#transport.turn(callback);
  }

  /** A session for one instance of a box. RangeError if the label was used here before. */
  child(label: string): Session {
    return new Session(this.#transport, this.#claim(label));
  }

  /**
   * One round: sends `message` to every other party and waits for theirs. The result has length n. Entry i came from
   * party i, our own included. A message longer than `maxLength` bytes (by default the length of ours) aborts
   * "malformed-message" and names its sender.
   */
  exchange(label: string, message: Uint8Array, maxLength = message.length): Promise<Uint8Array[]> {
    return exchangeOver(this.#transport, this.#claim(label), message, maxLength);
  }

  /**
   * A round whose message every party owes the others from here on, whatever else it sees. A party that stops before it
   * has sent the message is named "peer-closed". The returned function sends the message and waits for the others'.
   * With two parties, nobody needs to find out which of several parties has stopped. There a party that stops owes
   * nothing.
   */
  owe(label: string, message: Uint8Array): () => Promise<Uint8Array[]> {
    const transport = this.#transport;
    const tag = this.#claim(label);
    const settle = transport.n > 2 ? transport.owe(tag, message) : () => undefined;
    return () => {
      const round = exchangeOver(transport, tag, message, message.length, "owed");
      settle();
      return round;
    };
  }

  /** Sends to one party; it calls `receive` with the same label. */
  send(to: number, label: string, message: Uint8Array): void {
    this.#transport.send(to, this.#claim(label, `>${to}`), message);
  }

  /** Waits for a message of one party, of at most `maxLength` bytes. Counts as a round. */
  async receive(from: number, label: string, maxLength: number): Promise<Uint8Array<ArrayBuffer>> {
    const tag = this.#claim(label, `<${from}`);
    this.#transport.meter.round();
    return this.#transport.receive(from, tag, maxLength);
  }

  /** A sequence of messages in order under one label, for what repeats, such as rounds and streams of batches. */
  channel(label: string): Channel {
    return new Channel(this.#transport, this.#claim(label));
  }

  /**
   * The transport for another thread of this party, which works under this session's path. A message under another path
   * is a RangeError. Rounds and waiting are counted here.
   */
  beneath(): Pick<Transport, "send" | "receive" | "owe"> & CountsRounds {
    const own = (tag: string): string => {
      if (!tag.startsWith(`${this.path}/`))
        throw new RangeError(`"${tag}" is not beneath session "${this.path}"`);
      return tag;
    };
    return {
      send: (to, tag, message) => this.#transport.send(to, own(tag), message),
      receive: (from, tag, maxLength, patience) =>
        this.#transport.receive(from, own(tag), maxLength, patience),
      owe: (tag, message, members) => this.#transport.owe(own(tag), message, members),
      round: () => this.#transport.meter.round(),
    };
  }

  #claim(label: string, direction = ""): string {
    if (label === "" || /[/<>]/.test(label)) throw new RangeError(`session label "${label}"`);
    const single = direction !== "";
    const taken = single ? this.#claimed.has(label) : this.#single.has(label);
    if (taken || this.#claimed.has(label + direction))
      throw new RangeError(`label "${label}" is used twice in session "${this.path}"`);
    this.#claimed.add(label + direction);
    if (single) this.#single.add(label);
    return this.path === "" ? label : `${this.path}/${label}`;
  }
}

/** See Session.channel. A party's messages arrive in the order in which it sent them. */
export class Channel {
  readonly #transport: Transport;
  readonly path: string;

  constructor(transport: Transport, path: string) {
    this.#transport = transport;
    this.path = path;
  }

  /** As Session.exchange, but may be called again and again. */
  exchange(message: Uint8Array, maxLength = message.length): Promise<Uint8Array[]> {
    return exchangeOver(this.#transport, this.path, message, maxLength);
  }

  /** The next message to that party. */
  send(to: number, message: Uint8Array): void {
    this.#transport.send(to, this.path, message);
  }

  /** As Session.receive, as often as needed. */
  receive(from: number, maxLength: number, patience?: Patience): Promise<Uint8Array<ArrayBuffer>> {
    this.#transport.meter.round();
    return this.#transport.receive(from, this.path, maxLength, patience);
  }

  /** The next message of each of `senders`, in their order. One round, in which nothing is sent. */
  gather(senders: readonly number[], maxLength: number): Promise<Uint8Array<ArrayBuffer>[]> {
    if (senders.length > 0) this.#transport.meter.round();
    return Promise.all(senders.map((from) => this.receiveRest(from, maxLength)));
  }

  /** As `receive`, for a message that belongs to the round of another: it counts as no round. */
  receiveRest(
    from: number,
    maxLength: number,
    patience?: Patience,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#transport.receive(from, this.path, maxLength, patience);
  }
}

function exchangeOver(
  transport: Transport,
  tag: string,
  message: Uint8Array,
  maxLength: number,
  patience?: Patience,
): Promise<Uint8Array[]> {
  const { self, n } = transport;
  transport.meter.round();
  for (let to = 0; to < n; to++) if (to !== self) transport.send(to, tag, message);
  const received = Array.from({ length: n }, (_, from) =>
    from === self ? message : transport.receive(from, tag, maxLength, patience),
  );
  return Promise.all(received);
}
