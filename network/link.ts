/**
 * One peer, seen from this party: frames in both directions, messages that have arrived or are still to be sent, and
 * signs of life. linked.ts decides what a sign means for the run.
 */
import { type Frame, FrameReader, FrameWriter } from "./framing.ts";
import { Inbox, type Incoming, type Moment } from "./inbox.ts";
import type { Debt } from "./last-word.ts";
import { type Late, Lateness, type Said } from "./lateness.ts";
import type { BusyWord } from "./life.ts";
import { HEARTBEAT_BURST, HEARTBEAT_EXCESS, unreadShare } from "./limits.ts";
import { Outbox } from "./outbox.ts";
import type { Wire } from "./wire.ts";

export interface LinkEvents {
  /** A frame of the handshake. */
  greeting(frame: { readonly type: "hello" | "proof"; readonly payload: Uint8Array }): void;
  /** The peer broke the rules of frames, in words. */
  violation(detail: string): void;
  /** The peer says that it stops. */
  notice(code: number): void;
  /** The peer has sent all it will ever send. */
  bye(): void;
  /** The wire is gone. */
  lost(): void;
  /** What was queued has gone out. */
  drained(): void;
}

export class Link {
  readonly wire: Wire;
  readonly inbox: Inbox;
  events: LinkEvents;
  /** How the peer said that it leaves. After that, the end of its connection means nothing. */
  left: "bye" | "notice" | null = null;
  /** The peer knows that we have sent all. */
  acknowledged = false;
  /** Ticks without a single byte. */
  silentTicks = 0;
  /** What its host's thread said in the last tick, if that is that the peer is busy. */
  busy: BusyWord | null = null;
  /** How many ticks of being busy count, without a break or in one wait. */
  mostBusyTicks = 0;
  /** How often the peer may say that it lives. Until that is agreed, the highest rate that any party may have. */
  heartbeatMs = 1;
  /** Its proof has come, perhaps not checked yet. Before that a message is a violation. */
  admitsMessages = false;
  #frames = new FrameWriter();
  #reader = new FrameReader();
  #outbox: Outbox;
  readonly #streams = new Map<number, Incoming>();
  #dead = false;
  /** It broke the rules: nothing that it sends is read any more. */
  #refused = false;
  #bytesSeen = 0;
  /** Ticks without a byte in which it was busy. */
  #busyTicks = 0;
  #bytesSent = 0;
  readonly #lateness = new Lateness();
  /** Our last heartbeat said that we wait or are fed. */
  #saying = false;
  #heartbeats = 0;
  readonly #since = performance.now();

  /** `share`: bytes that either end may send unasked. */
  constructor(wire: Wire, events: LinkEvents, share = unreadShare(2)) {
    this.wire = wire;
    this.events = events;
    this.#outbox = new Outbox(wire, this.#frames, share);
    const outbox = this.#outbox;
    this.inbox = new Inbox(share, {
      taken: (bytes) => this.#control(this.#frames.taken(bytes)),
      // Nothing is queued for a peer that does not read.
      get room() {
        return outbox.room;
      },
      want: (number, tag) => this.#control(this.#frames.want(number, tag)),
    });
  }

  /** Called once. From here on frames arrive. */
  open(): void {
    this.wire.listen({
      frame: (bytes) => this.#arrive(bytes),
      drained: () => {
        this.#outbox.drained();
        this.inbox.ask();
        this.events.drained();
      },
      closed: (violation) => this.#closed(violation),
    });
  }

  get moment(): Moment {
    return this.#lateness.moment;
  }

  /** What the peer's last heartbeat said. */
  get said(): Said {
    return this.#lateness.said;
  }

  /** As Lateness.isFed. */
  get isFed(): boolean {
    return this.#lateness.isFed;
  }

  /** True once nothing more can be received or sent. */
  get dead(): boolean {
    return this.#dead;
  }

  get flushed(): boolean {
    return this.#outbox.empty;
  }

  send(tag: string, message: Uint8Array): void {
    if (!this.#dead && this.left === null) this.#outbox.send(tag, message);
  }

  hello(payload: Uint8Array): void {
    this.#control(this.#frames.hello(payload));
  }

  proof(payload: Uint8Array): void {
    this.#control(this.#frames.proof(payload));
  }

  bye(): void {
    this.#control(this.#frames.bye());
  }

  /** A message under `tag` has not left yet. */
  holds(tag: string): boolean {
    return this.#outbox.holds(tag);
  }

  /** Says why we stop, with what we owe, and closes once that is sent. */
  stop(code: number, debts: readonly Debt[] = []): void {
    if (this.#dead) return;
    this.#control(this.#frames.abort(code, debts));
    this.end();
  }

  end(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.wire.end();
  }

  destroy(): void {
    this.#dead = true;
    this.wire.destroy();
  }

  /** One heartbeat interval has passed, in a session of `parties`. `say`: what is true of this party. */
  tick(say: Said, parties: number, word: BusyWord | null = null): void {
    this.busy = word !== null && word.busyMs > 0 ? word : null;
    this.#lateness.tick(parties, 1000 / this.heartbeatMs, this.busy !== null);
    if (this.#dead || this.left !== null) return;
    const { bytesReceived, bytesSent } = this.wire;
    if (bytesReceived !== this.#bytesSeen) this.silentTicks = this.#busyTicks = 0;
    else if (this.busy !== null && this.#busyTicks++ < this.mostBusyTicks) this.silentTicks = 0;
    else this.silentTicks++;
    this.#bytesSeen = bytesReceived;
    const saying = say.waiting || say.fed > 0;
    if (bytesSent === this.#bytesSent || saying || this.#saying)
      this.#control(this.#frames.heartbeat(say.waiting, say.fed));
    this.#saying = saying;
    this.#bytesSent = this.wire.bytesSent;
  }

  /** As Lateness.of, over all receivers that wait. */
  get late(): Late {
    const ticksPerSecond = 1000 / this.heartbeatMs;
    return this.#lateness.of(this.inbox.waiters(), ticksPerSecond, this.mostBusyTicks);
  }

  #control(frame: Uint8Array): void {
    if (!this.#dead) this.#outbox.control(frame);
  }

  #arrive(bytes: Uint8Array): void {
    // A peer that has said that it stops may say nothing more.
    if (this.#dead || this.#refused || this.left === "notice") return;
    try {
      const frame = this.#reader.read(bytes);
      if (frame.type === "whole") this.#lateness.read(frame.payload.length);
      else if (frame.type === "body") this.#lateness.read(frame.bytes.length);
      this.#dispatch(frame);
    } catch (error) {
      this.#violates(error);
    }
  }

  #dispatch(frame: Frame): void {
    switch (frame.type) {
      case "whole":
      case "first": {
        if (!this.admitsMessages) throw new RangeError("a message before its proof");
        if (this.left !== null) throw new RangeError("a message after its goodbye");
        const total = frame.type === "whole" ? frame.payload.length : frame.total;
        const message = this.inbox.begin(frame.tag, total, frame.wanted);
        if (frame.type === "first") this.#streams.set(frame.stream, message);
        else this.inbox.fill(message, frame.payload);
        return;
      }
      case "body": {
        const message = this.#streams.get(frame.stream)!;
        if (frame.last) this.#streams.delete(frame.stream);
        this.inbox.fill(message, frame.bytes);
        return;
      }
      case "part":
        return;
      case "taken":
        this.#outbox.taken(frame.bytes);
        this.events.drained();
        return;
      case "held":
        this.inbox.heldBack(frame.number);
        return;
      case "want":
        this.#outbox.want(frame.number, frame.tag);
        this.events.drained();
        return;
      case "heartbeat":
        this.#checkRate();
        this.#lateness.said = frame;
        return;
      case "abort":
        for (const { tag, message } of frame.debts) this.inbox.last(tag, new Uint8Array(message));
        this.left = "notice";
        this.events.notice(frame.code);
        return;
      case "bye":
        if (this.left !== null) throw new RangeError("a second goodbye");
        this.left = "bye";
        this.#control(this.#frames.byeAck());
        this.events.bye();
        return;
      case "bye-ack":
        if (this.acknowledged) throw new RangeError("a second answer to a goodbye");
        this.acknowledged = true;
        this.events.drained();
        return;
      default:
        this.events.greeting(frame);
    }
  }

  /** The rate is taken over the link's whole life: heartbeats may pile up while one of the two machines is busy. */
  #checkRate(): void {
    const due = (performance.now() - this.#since) / this.heartbeatMs;
    if (++this.#heartbeats > HEARTBEAT_BURST + HEARTBEAT_EXCESS * due)
      throw new RangeError(
        `floods: ${this.#heartbeats} heartbeats where ${Math.ceil(due)} are due`,
      );
  }

  /** A RangeError is a parser's verdict on the peer. Any other error is a bug here and is rethrown. */
  #violates(error: unknown): void {
    if (!(error instanceof RangeError)) throw error;
    this.#refused = true;
    if (!this.#dead) this.events.violation(error.message);
  }

  #closed(violation: string | null): void {
    const already = this.#dead;
    this.#dead = true;
    if (violation !== null && !already) this.events.violation(violation);
    this.events.lost();
  }
}
