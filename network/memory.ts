/**
 * n parties in one process. Delivery is immediate and in order. With `shuffle`, links take turns in an order drawn from
 * a seed, because a protocol may not depend on the order of links.
 */
import { hash } from "../crypto/hash.ts";
import { Prg } from "../crypto/prg.ts";
import { portable, type Suite } from "../crypto/suite.ts";
import { Abort, leftOwing } from "./abort.ts";
import { Debts } from "./debts.ts";
import { Meter } from "./meter.ts";
import { abortOfNotice, noticeCode } from "./notice.ts";
import type { Patience, Transport } from "./transport.ts";

/** Changes a message on its way, or drops it (null). By `to` a cheater can tell each peer something else. */
export type Tamper = (
  from: number,
  to: number,
  tag: string,
  message: Uint8Array,
) => Uint8Array | null;

/**
 * How a network in memory behaves. By default: in order, with secret coins, nothing changed on the
 * way.
 */
export interface MemoryOptions {
  readonly suite?: Suite;
  /** Makes all randomness a function of this text, the session id included. For tests only. */
  readonly seed?: string;
  /** Delivers links in an order drawn from `seed` (or from "shuffle"). */
  readonly shuffle?: boolean;
  readonly tamper?: Tamper;
  /** Runs `callback` in a later turn of the event loop. By default setTimeout; a host has something faster. */
  readonly turn?: (callback: () => void) => void;
}

interface Waiting {
  readonly maxLength: number;
  /** The sender may not leave before it has sent the message. */
  readonly owed: boolean;
  readonly resolve: (message: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Error) => void;
}

/** One link's messages under one tag. Either messages wait, or receivers do. */
interface Box {
  readonly messages: Uint8Array<ArrayBuffer>[];
  readonly waiting: Waiting[];
}

/** Turns from a party's stop to the failure of the others, in which they may find evidence of their own. */
const GRACE_TURNS = 8;
/** More turns pass while messages are under way, but no more than this. */
const LONGEST_GRACE_TURNS = 10_000;

/** Connected transports, one per party. */
export function memoryNetwork(n: number, options: MemoryOptions = {}): Transport[] {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`memoryNetwork: ${n} parties`);
  const suite = options.suite ?? portable;
  const secure = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const sessionId =
    options.seed === undefined ? secure(32) : hash(suite, "spdz-lab/memory/v1", options.seed);
  const order =
    options.shuffle === true
      ? new Prg(suite, hash(suite, "spdz-lab/memory-order/v1", options.seed ?? "shuffle"))
      : null;
  const turn = options.turn ?? ((callback: () => void) => void setTimeout(callback, 0));
  const inFlight: { deliver: () => void; link: number }[] = [];

  /** Delivers the oldest message of a link chosen at random, one a turn. */
  function deliverOne(): void {
    const links = [...new Set(inFlight.map((m) => m.link))];
    const link = links[order!.below(links.length, 1)[0]!]!;
    const [next] = inFlight.splice(
      inFlight.findIndex((m) => m.link === link),
      1,
    );
    next!.deliver();
    if (inFlight.length > 0) turn(deliverOne);
  }

  class MemoryTransport implements Transport {
    readonly self: number;
    readonly n = n;
    readonly sessionId = sessionId;
    readonly suite = suite;
    readonly meter = new Meter(n);
    readonly turn = turn;
    readonly #boxes = new Map<string, Box>();
    readonly #gone = new Map<number, Error>();
    readonly #seeded: Prg | null;
    readonly #debts = new Debts(this);
    #closed: Error | null = null;

    constructor(self: number) {
      this.self = self;
      this.#seeded =
        options.seed === undefined
          ? null
          : new Prg(suite, hash(suite, "spdz-lab/memory-coins/v1", options.seed, self));
    }

    random(length: number): Uint8Array<ArrayBuffer> {
      return this.#seeded?.bytes(length) ?? secure(length);
    }

    send(to: number, tag: string, message: Uint8Array): void {
      if (this.#closed !== null || to === this.self) return;
      this.meter.sent(to, message.length);
      const tampered =
        options.tamper === undefined ? message : options.tamper(this.self, to, tag, message);
      if (tampered === null) return;
      // A wire copies too. Neither side may see what the other writes into its message later.
      const copy = new Uint8Array(tampered);
      this.#travel(to, () => parties[to]!.#arrive(this.self, tag, copy));
    }

    owe(tag: string, message: Uint8Array, members?: number): () => void {
      return this.#debts.owe(tag, message, members);
    }

    async receive(
      from: number,
      tag: string,
      maxLength: number,
      patience?: Patience,
    ): Promise<Uint8Array<ArrayBuffer>> {
      if (this.#closed !== null) throw this.#closed;
      const box = this.#box(from, tag);
      const ready = box.messages.shift();
      if (ready !== undefined) return this.#accept(from, tag, ready, maxLength);
      const owed = patience === "owed";
      const gone = this.#gone.get(from);
      if (gone) throw owed ? leftOwing(tag, from) : gone;
      this.meter.waitStarts();
      try {
        const message = await new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
          box.waiting.push({ maxLength, owed, resolve, reject });
        });
        return this.#accept(from, tag, message, maxLength);
      } finally {
        this.meter.waitEnds();
      }
    }

    abort(reason: Error): void {
      if (this.#closed !== null) return;
      this.#debts.pay();
      this.#end(reason);
      let turns = 0;
      const notice = () => {
        const early = ++turns < GRACE_TURNS || inFlight.length > 0;
        if (early && turns < LONGEST_GRACE_TURNS) turn(notice);
        else
          for (const peer of parties)
            if (peer !== this) peer.#leave(this.self, abortOfNotice(this.self, noticeCode(reason)));
      };
      notice();
    }

    async close(): Promise<void> {
      if (this.#closed !== null) return;
      this.#end(new Error("the session is closed"));
      const reason = new Abort("peer-closed", "session", [this.self], "it has ended its session");
      for (const peer of parties)
        if (peer !== this) this.#travel(peer.self, () => peer.#leave(this.self, reason));
    }

    #end(reason: Error): void {
      this.#closed = reason;
      for (const box of this.#boxes.values())
        for (const w of box.waiting.splice(0)) w.reject(reason);
      this.#boxes.clear();
    }

    /** Takes the link to `to`: at once, or when it is that link's turn. */
    #travel(to: number, deliver: () => void): void {
      if (order === null) {
        deliver();
        return;
      }
      inFlight.push({ deliver, link: this.self * n + to });
      if (inFlight.length === 1) turn(deliverOne);
    }

    #box(from: number, tag: string): Box {
      const key = `${from}|${tag}`;
      let box = this.#boxes.get(key);
      if (box === undefined) {
        box = { messages: [], waiting: [] };
        this.#boxes.set(key, box);
      }
      return box;
    }

    #arrive(from: number, tag: string, message: Uint8Array<ArrayBuffer>): void {
      if (this.#closed !== null) return;
      const box = this.#box(from, tag);
      const waiting = box.waiting.shift();
      if (waiting === undefined) box.messages.push(message);
      else waiting.resolve(message);
    }

    #accept(from: number, tag: string, message: Uint8Array<ArrayBuffer>, maxLength: number) {
      if (message.length > maxLength)
        throw new Abort(
          "malformed-message",
          tag,
          [from],
          `${message.length} bytes, at most ${maxLength}`,
        );
      this.meter.received(from, message.length);
      return message;
    }

    /** A peer is gone. What it has sent can still be received. What receivers still wait for cannot. */
    #leave(from: number, reason: Error): void {
      if (this.#gone.has(from)) return;
      this.#gone.set(from, reason);
      for (const [key, box] of this.#boxes)
        if (key.startsWith(`${from}|`))
          for (const w of box.waiting.splice(0))
            w.reject(w.owed ? leftOwing(key.slice(key.indexOf("|") + 1), from) : reason);
    }
  }

  const parties = Array.from({ length: n }, (_, self) => new MemoryTransport(self));
  return parties;
}
