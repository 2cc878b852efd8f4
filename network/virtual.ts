/**
 * n members in one process, each with a clock of its own, connected by modelled links. Hours of a wide-area network
 * take seconds, and dozens of parties run on one machine. virtual-links.ts says when a message arrives,
 * virtual-scheduler.ts whose computation is whose. With seeded coins and nothing measured, a run repeats to the
 * nanosecond.
 *
 * Members begin in `start`. A call from elsewhere happens at its member's clock and takes no time.
 */
import { hash } from "../crypto/hash.ts";
import { Prg } from "../crypto/prg.ts";
import { portable, type Suite } from "../crypto/suite.ts";
import { Abort, leftOwing } from "./abort.ts";
import { Debts } from "./debts.ts";
import { Meter } from "./meter.ts";
import { abortOfNotice, noticeCode } from "./notice.ts";
import type { Patience, Transport } from "./transport.ts";
import { type LinkOptions, Links, NS_PER_MS } from "./virtual-links.ts";
import { Scheduler, type SchedulerOptions } from "./virtual-scheduler.ts";

/** Nanoseconds of computation that a message costs beyond the work of this process: sockets, encryption. */
export interface MessageCost {
  sending(bytes: number): number;
  receiving(bytes: number): number;
}

export interface VirtualOptions extends Omit<LinkOptions, "seed">, SchedulerOptions {
  /** Of all members; `portable` by default. */
  readonly suite?: Suite;
  /** Makes jitter a function of this text. With `seededCoins`, all randomness is, the session id included. */
  readonly seed?: string;
  /** For simulations only: a party's secrets are then a function of `seed`. */
  readonly seededCoins?: boolean;
  readonly messages?: MessageCost;
}

export interface VirtualNetwork {
  /** By member. */
  readonly transports: readonly Transport[];
  /** Runs `work` as a member's code, from the member's clock on. Also rejects if the run is stopped or stands still. */
  start<T>(member: number, work: (transport: Transport) => Promise<T>): Promise<T>;
  /** Runs `work`, which takes real time (a module loads), while everybody waits for `member`. */
  outside<T>(member: number, work: () => Promise<T>): Promise<T>;
  /** Adds nanoseconds of computation to the member that runs now. */
  charge(nanoseconds: number): void;
  /** Milliseconds of a member's clock, and of its computation. */
  now(member: number): number;
  busy(member: number): number;
  stop(reason: Error): void;
}

const FREE: MessageCost = { sending: () => 0, receiving: () => 0 };

/** RangeError for options that are not valid, or n < 2. */
export function virtualNetwork(n: number, options: VirtualOptions = {}): VirtualNetwork {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`virtualNetwork: ${n} parties`);
  const { suite = portable, seed, seededCoins = false } = options;
  if (seededCoins && seed === undefined)
    throw new RangeError("virtualNetwork: seededCoins without a seed");
  const secure = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const coinsOf = (self: number) => {
    if (!seededCoins) return secure;
    const prg = new Prg(suite, hash(portable, "spdz-lab/virtual-coins/v1", seed!, self));
    return (length: number) => prg.bytes(length);
  };
  const sessionId = seededCoins ? hash(portable, "spdz-lab/virtual/v1", seed!) : secure(32);
  const scheduler = new Scheduler(n, options);
  const shared: Shared = {
    scheduler,
    links: new Links(n, options),
    messages: options.messages ?? FREE,
    peers: [],
  };
  for (let self = 0; self < n; self++)
    shared.peers.push(new VirtualTransport(shared, { self, n, sessionId, suite }, coinsOf(self)));
  return {
    transports: shared.peers,
    start: (member, work) => scheduler.start(member, () => work(shared.peers[member]!)),
    outside: (member, work) => scheduler.outside(member, work),
    charge: (nanoseconds) => scheduler.charge(nanoseconds),
    now: (member) => scheduler.now(member) / NS_PER_MS,
    busy: (member) => scheduler.busy(member) / NS_PER_MS,
    stop: (reason) => scheduler.stop(reason),
  };
}

interface Shared {
  readonly scheduler: Scheduler;
  readonly links: Links;
  readonly messages: MessageCost;
  readonly peers: VirtualTransport[];
}

interface Waiting {
  /** The sender may not leave before it has sent the message. */
  readonly owed: boolean;
  readonly resolve: (message: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Error) => void;
}

/** One sender's messages under one tag. Either messages wait, or receivers do. */
interface Box {
  readonly messages: Uint8Array<ArrayBuffer>[];
  readonly waiting: Waiting[];
}

/** How many boxes there may be before empty ones are removed. */
const SWEEP_ABOVE = 1024;

class VirtualTransport implements Transport {
  readonly self: number;
  readonly n: number;
  readonly sessionId: Uint8Array;
  readonly suite: Suite;
  readonly meter: Meter;
  readonly #shared: Shared;
  readonly #coins: (length: number) => Uint8Array<ArrayBuffer>;
  readonly #boxes = new Map<string, Box>();
  readonly #gone = new Map<number, Error>();
  readonly #debts = new Debts(this);
  #sweepAt = SWEEP_ABOVE;
  #closed: Error | null = null;

  constructor(
    shared: Shared,
    facts: Pick<Transport, "self" | "n" | "sessionId" | "suite">,
    coins: (length: number) => Uint8Array<ArrayBuffer>,
  ) {
    this.#shared = shared;
    this.self = facts.self;
    this.n = facts.n;
    this.sessionId = facts.sessionId;
    this.suite = facts.suite;
    this.#coins = coins;
    this.meter = new Meter(facts.n, undefined, () => this.#now / NS_PER_MS);
  }

  get #now(): number {
    return this.#shared.scheduler.now(this.self);
  }

  random(length: number): Uint8Array<ArrayBuffer> {
    return this.#coins(length);
  }

  turn(callback: () => void): void {
    this.#shared.scheduler.schedule(this.#now, this.self, callback);
  }

  send(to: number, tag: string, message: Uint8Array): void {
    if (this.#closed !== null || to === this.self) return;
    const { scheduler, messages, peers } = this.#shared;
    this.meter.sent(to, message.length);
    scheduler.charge(messages.sending(message.length));
    // A wire copies too. Neither side may see what the other writes into its message later.
    const copy = new Uint8Array(message);
    this.#travel(to, tag, copy.length, (at) => peers[to]!.#arrive(this.self, tag, copy, at));
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
        box.waiting.push({ owed, resolve, reject });
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
    const notice = abortOfNotice(this.self, noticeCode(reason));
    for (const peer of this.#others())
      this.#travel(peer.self, "", 0, (at) => peer.#leave(this.self, notice, at));
  }

  /** Says goodbye to all, and waits until each has heard it and its host has said so. */
  async close(): Promise<void> {
    if (this.#closed !== null) return;
    this.#end(new Error("the session is closed"));
    const reason = new Abort("peer-closed", "session", [this.self], "it has ended its session");
    let left = this.n - 1;
    await new Promise<void>((resolve) => {
      const heard = (at: number) => {
        if (--left === 0) this.#shared.scheduler.schedule(at, this.self, resolve);
      };
      for (const peer of this.#others())
        this.#travel(peer.self, "", 0, (at) => {
          peer.#leave(this.self, reason, at);
          peer.#travel(this.self, "", 0, heard, at);
        });
    });
  }

  #others(): VirtualTransport[] {
    return this.#shared.peers.filter((peer) => peer !== this);
  }

  #end(reason: Error): void {
    this.#closed = reason;
    for (const box of this.#boxes.values()) for (const w of box.waiting.splice(0)) w.reject(reason);
    this.#boxes.clear();
  }

  /** Departs at `at`, by default now, in the order of all departures. `arrive` gets the time of arrival. */
  #travel(
    to: number,
    tag: string,
    bytes: number,
    arrive: (at: number) => void,
    at: number = this.#now,
  ): void {
    const { scheduler, links } = this.#shared;
    scheduler.schedule(at, null, () => {
      const { arrives } = links.transmit(this.self, to, bytes, tag, at);
      scheduler.schedule(arrives, null, () => arrive(arrives));
    });
  }

  /** A message has come. If nobody waits for it, no code of its receiver runs. */
  #arrive(from: number, tag: string, message: Uint8Array<ArrayBuffer>, at: number): void {
    if (this.#closed !== null) return;
    const box = this.#box(from, tag);
    const waiting = box.waiting.shift();
    if (waiting === undefined) box.messages.push(message);
    else this.#settle(at, waiting, () => waiting.resolve(message));
  }

  /** Runs `action` in a slice of this party. If the party has ended by then, the wait is rejected. */
  #settle(at: number, { reject }: Waiting, action: () => void): void {
    this.#shared.scheduler.schedule(at, this.self, () => {
      if (this.#closed === null) action();
      else reject(this.#closed);
    });
  }

  #accept(from: number, tag: string, message: Uint8Array<ArrayBuffer>, maxLength: number) {
    const { scheduler, messages } = this.#shared;
    scheduler.charge(messages.receiving(message.length));
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
  #leave(from: number, reason: Error, at: number): void {
    if (this.#gone.has(from)) return;
    this.#gone.set(from, reason);
    for (const [key, box] of this.#boxes)
      if (key.startsWith(`${from}|`))
        for (const w of box.waiting.splice(0)) {
          const why = w.owed ? leftOwing(key.slice(key.indexOf("|") + 1), from) : reason;
          this.#settle(at, w, () => w.reject(why));
        }
  }

  #box(from: number, tag: string): Box {
    const key = `${from}|${tag}`;
    let box = this.#boxes.get(key);
    if (box === undefined) {
      if (this.#boxes.size >= this.#sweepAt) this.#sweep();
      box = { messages: [], waiting: [] };
      this.#boxes.set(key, box);
    }
    return box;
  }

  /** Removes empty boxes, so that tags that are no longer in use take no memory. */
  #sweep(): void {
    for (const [key, box] of this.#boxes)
      if (box.messages.length === 0 && box.waiting.length === 0) this.#boxes.delete(key);
    this.#sweepAt = SWEEP_ABOVE + 2 * this.#boxes.size;
  }
}
