/**
 * A Transport over links. It makes one verdict for the run from what all links show.
 *
 * First-hand evidence names a peer and ends the run at once. Its wire closed without a word ("peer-closed"), or it
 * broke the rules of frames ("malformed-message"), or it is "peer-silent": nothing came from it for one deadline, or
 * an awaited message did not come for three.
 *
 * A peer's word that it stops names nobody, least of all that peer. We wait a grace time for evidence of our own, and
 * one deadline more if somebody is falling silent. Then we fail "peer-aborted".
 *
 * A peer that says by heartbeats that it waits for a third party is not late meanwhile: we cannot see whether the
 * third keeps it waiting. It may lie, so after four such deadlines we fail "peer-aborted" and name nobody. A party that
 * waits for the culprit directly needs three, so it speaks first. With two parties there is no third and no excuse.
 *
 * Time in which messages come in slowly is forgiven within bounds (lateness.ts). They may come to us or, as the peer
 * that we wait for says, to that peer. Time for computing is forgiven while the peer's host says that the peer lives
 * (life.ts), up to BUSY_DEADLINES.
 *
 * So every wait ends, whatever the n − 1 others send: within WAIT_DEADLINES deadlines and twice the credit of
 * lateness.ts, and BUSY_DEADLINES more where hosts speak. From a peer's notice that it stops, every wait ends within a
 * grace time and one deadline.
 */
import type { Suite } from "../crypto/suite.ts";
import { Abort, type AbortCode, Interrupted, leftOwing } from "./abort.ts";
import { cutLater, Farewell } from "./farewell.ts";
import type { Moment, Waiter } from "./inbox.ts";
import type { Debt } from "./last-word.ts";
import { busyInWords, type Life, type StartLife } from "./life.ts";
import { MAX_DEBTS } from "./limits.ts";
import type { Link } from "./link.ts";
import { Meter } from "./meter.ts";
import { abortOfNotice, noticeCode } from "./notice.ts";
import type { Patience, Transport } from "./transport.ts";

export interface Timing {
  /** A link is silent if no byte comes for so long. */
  readonly deadlineMs: number;
  /** How often an idle link says that it lives. At most a third of the deadline, and equal at all parties. */
  readonly heartbeatMs: number;
}

export interface Host {
  readonly suite: Suite;
  random(length: number): Uint8Array<ArrayBuffer>;
  turn(callback: () => void): void;
  readonly life?: StartLife;
}

const MIN_GRACE_MS = 1000;
/** How many deadlines a peer may let pass without an excuse, and with one. */
const OWN_DEADLINES = 3;
const EXCUSED_DEADLINES = 4;
/** For how many deadlines a peer may say, by its host's thread, that it is busy. */
export const BUSY_DEADLINES = 12;
/** The longest wait in deadlines, without the time that bytes add and that in which a peer is busy. */
export const WAIT_DEADLINES = OWN_DEADLINES + EXCUSED_DEADLINES;

/** RangeError unless heartbeats can keep a link alive. */
export function checkTiming({ deadlineMs, heartbeatMs }: Timing): void {
  if (!(heartbeatMs >= 1) || !(deadlineMs >= 3 * heartbeatMs))
    throw new RangeError(
      `deadline ${deadlineMs} ms, heartbeat ${heartbeatMs} ms: a deadline is at least three heartbeats`,
    );
}

export class LinkedTransport implements Transport {
  readonly self: number;
  readonly n: number;
  readonly sessionId: Uint8Array;
  readonly suite: Suite;
  readonly meter: Meter;
  readonly #host: Host;
  readonly #timing: Timing;
  /** Indexed by party; null at self. */
  readonly #links: readonly (Link | null)[];
  readonly #timer: ReturnType<typeof setInterval>;
  /** Why receives fail at this party: a verdict on a peer, or the end by the session's owner. */
  #over: Error | null = null;
  /** The owner has ended the session. */
  #ended = false;
  /** A peer's notice, and the ticks of grace left. */
  #notice: { verdict: Abort; ticks: number } | null = null;
  #farewell: Farewell | null = null;
  readonly #life: Life | null;
  /** What peers get before our last word. `members`: the first so many of them get it. */
  readonly #debts = new Set<Debt & { readonly members: number; sent: boolean }>();

  /** `links[p]` leads to party p and has shaken hands; null at `self`. */
  constructor(
    self: number,
    sessionId: Uint8Array,
    links: readonly (Link | null)[],
    host: Host,
    timing: Timing,
  ) {
    checkTiming(timing);
    this.self = self;
    this.n = links.length;
    this.sessionId = sessionId;
    this.suite = host.suite;
    this.meter = new Meter(
      links.length,
      links.map((link) => link?.wire ?? null),
    );
    this.#host = host;
    this.#timing = timing;
    this.#links = links;
    links.forEach((link, peer) => {
      if (link !== null) this.#adopt(peer, link);
    });
    const wires = links.map((link) => link?.wire ?? null);
    this.#life = host.life?.(wires, timing.heartbeatMs) ?? null;
    this.#timer = setInterval(() => this.#tick(), timing.heartbeatMs);
  }

  random(length: number): Uint8Array<ArrayBuffer> {
    return this.#host.random(length);
  }

  turn(callback: () => void): void {
    this.#host.turn(callback);
  }

  send(to: number, tag: string, message: Uint8Array): void {
    if (to === this.self || this.#over !== null) return;
    this.meter.sent(to, message.length);
    this.#link(to).send(tag, message);
  }

  receive(
    from: number,
    tag: string,
    maxLength: number,
    patience: Patience = 0,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const link = this.#link(from);
    try {
      const ready = link.inbox.take(tag, maxLength);
      if (ready !== null) {
        this.meter.received(from, ready.length);
        return Promise.resolve(ready);
      }
      return this.#wait(from, link, tag, maxLength, patience);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return Promise.reject(new Abort("malformed-message", tag, [from], error.message));
    }
  }

  owe(tag: string, message: Uint8Array, members = this.n): () => void {
    const debt = { tag, message, members, sent: false };
    this.#debts.add(debt);
    return () => {
      // After a verdict nothing is sent. Before one, a message may still wait for its turn, or to be asked for.
      debt.sent = this.#over === null;
      // Old debts are not kept for a peer that does not ask for what it is owed.
      const held = (old: Debt) => this.#links.some((link) => link?.holds(old.tag));
      for (const old of this.#debts)
        if (old.sent && (this.#debts.size > MAX_DEBTS || !held(old))) this.#debts.delete(old);
    };
  }

  abort(reason: Error): void {
    if (this.#ended) return;
    this.#end(reason);
    const code = noticeCode(reason);
    for (const [peer, link] of this.#links.entries()) {
      const unpaid = [...this.#debts].filter(
        ({ tag, members, sent }) => peer < members && !(sent && !link?.holds(tag)),
      );
      link?.stop(code, unpaid);
    }
    this.#cutLater(reason);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    // Nothing was sent since the verdict, so the end is not orderly. A peer that is not told would name us as culprit.
    if (this.#over !== null) {
      this.abort(this.#over);
      return;
    }
    this.#end(new Error("the session is closed"));
    this.#farewell = new Farewell(this.#links.filter((link) => link !== null));
    await this.#farewell.within(this.#timing.deadlineMs);
    for (const link of this.#links) {
      // A peer that has not read all that we sent is perhaps only slow: it learns that we stop.
      if (link?.flushed) link.end();
      else link?.stop(noticeCode(new Interrupted("the session is closed")));
    }
    this.#cutLater(null);
  }

  #wait(
    from: number,
    link: Link,
    tag: string,
    maxLength: number,
    patience: Patience,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (link.left === "bye")
      return Promise.reject(new Abort("peer-closed", tag, [from], "it has ended its session"));
    if (link.left === "notice" && patience === "owed") {
      this.#fail(leftOwing(tag, from));
      return Promise.reject(this.#over!);
    }
    return new Promise((resolve, reject) => {
      this.meter.waitStarts();
      const waiter: Waiter = {
        maxLength,
        since: this.#dueFrom(link, patience),
        owed: patience === "owed",
        resolve: (message) => {
          this.meter.waitEnds();
          this.meter.received(from, message.length);
          resolve(message);
        },
        reject: (reason) => {
          this.meter.waitEnds();
          reject(reason);
        },
      };
      if (typeof patience === "object") {
        const due = () => {
          waiter.since = link.moment;
        };
        patience.then(due, due);
      }
      link.inbox.wait(tag, waiter);
    });
  }

  /** The moment from which a message counts as due; null if it is not due yet. */
  #dueFrom(link: Link, patience: Patience): Moment | null {
    const { moment } = link;
    if (patience === "owed" || patience === 0) return moment;
    if (typeof patience !== "number" || patience === Number.POSITIVE_INFINITY) return null;
    const { deadlineMs, heartbeatMs } = this.#timing;
    return { ...moment, tick: moment.tick + (patience * deadlineMs) / heartbeatMs };
  }

  #link(peer: number): Link {
    const link = this.#links[peer];
    if (!link) throw new RangeError(`party ${this.self} has no link to party ${peer}`);
    return link;
  }

  #adopt(peer: number, link: Link): void {
    const { deadlineMs, heartbeatMs } = this.#timing;
    link.heartbeatMs = heartbeatMs;
    link.mostBusyTicks = (BUSY_DEADLINES * deadlineMs) / heartbeatMs;
    link.admitsMessages = true;
    link.events = {
      greeting: () => this.#accuse("malformed-message", peer, "greets in the middle of a session"),
      violation: (detail) => this.#accuse("malformed-message", peer, detail),
      notice: (code) => this.#noticed(peer, code),
      bye: () => {
        link.inbox.rejectAll(
          new Abort("peer-closed", "session", [peer], "it has ended its session"),
        );
        this.#farewell?.step();
      },
      lost: () => {
        if (link.left === null)
          this.#accuse("peer-closed", peer, "its connection ended without a word");
        this.#farewell?.step();
      },
      drained: () => this.#farewell?.step(),
    };
  }

  /** There is first-hand evidence against a peer: every receive fails with it, now and later. */
  #accuse(code: AbortCode, peer: number, detail: string): void {
    this.#fail(new Abort(code, "session", [peer], detail));
  }

  #fail(verdict: Abort): void {
    if (this.#over !== null) return;
    this.#over = verdict;
    for (const link of this.#links) link?.inbox.rejectAll(verdict);
  }

  /** A peer that stops before it opens what it has committed to is to blame, whatever else it says. */
  #noticed(peer: number, code: number): void {
    if (this.#links[peer]!.inbox.isOwed) this.#fail(leftOwing("session", peer));
    this.#graceFor(abortOfNotice(peer, code));
  }

  /** The first word counts, unless a later one says that somebody was caught at something. */
  #graceFor(verdict: Abort): void {
    const { heartbeatMs } = this.#timing;
    const ticks = Math.ceil(Math.max(3 * heartbeatMs, MIN_GRACE_MS) / heartbeatMs);
    this.#notice ??= { verdict, ticks };
    if (!verdict.silence && this.#notice.verdict.silence) this.#notice.verdict = verdict;
  }

  #tick(): void {
    const links = this.#links.filter((link) => link !== null);
    const waitingOn = links.filter((link) => link.inbox.waiting > 0);
    this.#life?.turned();
    for (const [peer, link] of this.#links.entries()) {
      if (link === null) continue;
      const waiting = waitingOn.some((other) => other !== link);
      const say = { waiting, fed: fedFor(link, waitingOn, this.n) };
      link.tick(say, this.n, this.#life?.heard(peer) ?? null);
    }
    // A party with a verdict goes on to show life until its owner stops it.
    if (this.#over !== null) return;
    for (let peer = 0; peer < this.n; peer++) {
      const lapse = this.#lapseOf(peer);
      if (lapse !== null) {
        this.#accuse("peer-silent", peer, lapse);
        return;
      }
    }
    const stalled = this.#links.findIndex((l) => this.#late(l).excused > EXCUSED_DEADLINES);
    if (stalled >= 0) {
      const detail = `P${stalled} owes a message, and says that it waits for a third party`;
      this.#fail(new Abort("peer-aborted", "session", [], detail, true));
      return;
    }
    if (this.#notice === null || --this.#notice.ticks > 0) return;
    // Somebody is falling silent. That may be the evidence, so its deadline decides. One deadline is enough for that:
    // two peers that fall silent in turns get no more.
    const silence = links.some((link) => link.left === null && link.silentTicks >= 2);
    const { deadlineMs, heartbeatMs } = this.#timing;
    if (silence && this.#notice.ticks > -deadlineMs / heartbeatMs) return;
    this.#fail(this.#notice.verdict);
  }

  /** The deadline that `peer` has let pass, in words; null if none. */
  #lapseOf(peer: number): string | null {
    const link = this.#links[peer];
    if (!link || link.left !== null) return null;
    const { deadlineMs, heartbeatMs } = this.#timing;
    const deadline = deadlineMs / heartbeatMs;
    const { busy } = link;
    const busily = busy === null ? "" : `: ${busyInWords(busy)}`;
    if (link.silentTicks >= deadline) return `no sign of life for ${deadlineMs} ms${busily}`;
    return this.#late(link).own > OWN_DEADLINES
      ? `it lives, but owes a message past its deadline${busily}`
      : null;
  }

  /** As Link.late, in deadlines; 0 for a peer that has left. */
  #late(link: Link | null | undefined): { readonly own: number; readonly excused: number } {
    if (!link || link.left !== null) return { own: 0, excused: 0 };
    const { deadlineMs, heartbeatMs } = this.#timing;
    const { own, excused } = link.late;
    const deadline = deadlineMs / heartbeatMs;
    return { own: own / deadline, excused: excused / deadline };
  }

  #cutLater(reason: Error | null): void {
    const culprits = reason instanceof Abort ? reason.culprits : [];
    cutLater(this.#links, culprits, this.#timing.deadlineMs);
  }

  /** The session's owner ends it: nothing is received any more. */
  #end(reason: Error): void {
    this.#ended = true;
    this.#over = reason;
    clearInterval(this.#timer);
    this.#life?.close();
    for (const link of this.#links) {
      link?.inbox.rejectAll(reason);
      link?.inbox.clear();
    }
  }
}

/**
 * What we tell `link`'s peer about being fed (framing.ts): 1 if anybody that we wait for feeds us, that peer included.
 * Otherwise one more than the least that others say. Such a word passes one party at a time, and no more parties than
 * there are.
 */
function fedFor(link: Link, waitingOn: readonly Link[], parties: number): number {
  if (waitingOn.some((other) => other.isFed)) return 1;
  const others = waitingOn.filter((other) => other !== link).map((other) => other.said.fed);
  const nearest = Math.min(...others.filter((fed) => fed > 0));
  return nearest + 1 < parties ? nearest + 1 : 0;
}
