/**
 * A Transport over links: what each link shows becomes one verdict for the run.
 *
 * First-hand evidence names a peer and ends the run at once: its wire closed without a word
 * ("peer-closed"), it broke the rules of frames ("malformed-message"), nothing came from it for a deadline,
 * or an awaited message for three ("peer-silent"). A peer's own word that it stops names nobody, least of
 * all the messenger: we wait a grace time for evidence of our own, a deadline more where somebody is falling
 * silent, and then fail "peer-aborted". A peer that waits for a third party itself, as its heartbeats say, is
 * not late meanwhile: we cannot see whether the third lets it wait. So that a liar ends too, after four such
 * deadlines we fail "peer-aborted", naming nobody; one more than who waits for the culprit directly needs to
 * speak first. Where two are alone there is no third, and no excuse. What is coming in slowly, to us or, as it
 * says, to whom we wait for, is forgiven within bounds (lateness.ts). So is what a peer takes for computing while
 * its host says that it lives (life.ts), BUSY_DEADLINES at most.
 *
 * So every wait ends, whatever the n − 1 others send: within WAIT_DEADLINES deadlines and twice the credit of
 * lateness.ts, BUSY_DEADLINES more where hosts speak, and from a peer's notice that it stops within a grace time
 * and one deadline.
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
  /** A link without a byte for so long is silent. */
  readonly deadlineMs: number;
  /** An idle link says so often that it lives; at most a third of the deadline. Alike at all parties. */
  readonly heartbeatMs: number;
}

export interface Host {
  readonly suite: Suite;
  random(length: number): Uint8Array<ArrayBuffer>;
  turn(callback: () => void): void;
  readonly life?: StartLife;
}

const MIN_GRACE_MS = 1000;
/** Deadlines that a peer may let pass by itself, and with excuses. */
const OWN_DEADLINES = 3;
const EXCUSED_DEADLINES = 4;
/** Deadlines for which a peer may say, by its host's thread, that it is busy. */
export const BUSY_DEADLINES = 12;
/** No wait is longer, but for what bytes that come in buy. */
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
  /** Why receives fail at this party: a verdict on a peer, or the owner's own end. */
  #over: Error | null = null;
  /** The owner has ended the session. */
  #ended = false;
  /** A peer's notice, and the ticks of grace left. */
  #notice: { verdict: Abort; ticks: number } | null = null;
  #farewell: Farewell | null = null;
  /** What peers get before our last word; `members`: the first so many. */
  readonly #life: Life | null;
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
      // After a verdict nothing was sent; and what was may wait for its turn, or to be asked for.
      debt.sent = this.#over === null;
      // Nor are old ones kept for a peer that does not ask for what it is owed.
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
    // Since a verdict nothing was sent: no orderly end, and who is not told of it would take us for the culprit.
    if (this.#over !== null) {
      this.abort(this.#over);
      return;
    }
    this.#end(new Error("the session is closed"));
    this.#farewell = new Farewell(this.#links.filter((link) => link !== null));
    await this.#farewell.within(this.#timing.deadlineMs);
    for (const link of this.#links) {
      // Who has not read all that we sent, and is perhaps only slow, learns that we stop.
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

  /** From when on a message counts as due; null: not yet. */
  #dueFrom(link: Link, patience: Patience): Moment | null {
    const { moment } = link;
    if (patience === "owed") return moment;
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

  /** First-hand evidence against a peer: everything that waits, and will wait, fails with it. */
  #accuse(code: AbortCode, peer: number, detail: string): void {
    this.#fail(new Abort(code, "session", [peer], detail));
  }

  #fail(verdict: Abort): void {
    if (this.#over !== null) return;
    this.#over = verdict;
    for (const link of this.#links) link?.inbox.rejectAll(verdict);
  }

  /** Who stops owing what it had committed to is to blame for that, whatever else it says. */
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
    // Whoever has a verdict goes on to live until its owner stops it.
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
      const detail = `P${stalled} owes a message, and says that it waits for somebody itself`;
      this.#fail(new Abort("peer-aborted", "session", [], detail, true));
      return;
    }
    if (this.#notice === null || --this.#notice.ticks > 0) return;
    // Somebody is falling silent: that may be the evidence, so let its deadline decide. One deadline is
    // enough for that; two who take turns in falling silent get no more.
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

  /** As Link.late, in deadlines; nothing for who has left. */
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

  /** The owner's end: nothing is received any more. */
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
 * What `link`'s peer is told of our being fed (framing.ts): by anybody we wait for, that peer included; or further
 * off, as others say. Such a word goes on by one step at a time and no further than there are parties.
 */
function fedFor(link: Link, waitingOn: readonly Link[], parties: number): number {
  if (waitingOn.some((other) => other.isFed)) return 1;
  const others = waitingOn.filter((other) => other !== link).map((other) => other.said.fed);
  const nearest = Math.min(...others.filter((fed) => fed > 0));
  return nearest + 1 < parties ? nearest + 1 : 0;
}
