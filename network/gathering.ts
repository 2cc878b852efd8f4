/**
 * The parties come together. The host offers links as it establishes them. The parties exchange greetings and compare
 * them. When all have come, they form the session id and sign it over every link.
 *
 * Until all have greeted, a link may break or fall silent, and the host may offer another. A party that has not come
 * when time is up is named "peer-silent". A party that breaks off while all prove themselves is named "peer-closed".
 *
 * From its greeting on, a link shows that its party lives, and whether it waits for others. So a party that has all
 * proofs is patient with a party that still waits for one. A party that has come and only waits is not named: it may
 * wait for a third party's greeting, which we cannot see. With two parties there is no third. There a party that owes
 * its proof for three deadlines is named. So a gathering ends within its time, a grace time and three deadlines.
 *
 * A difference between configurations ends a gathering once everybody has greeted, or when time is up. We do not leave
 * before: a party that comes late must learn the difference from us. Otherwise it would accuse us of our absence.
 */
import { equalBytes, hex } from "../crypto/hash.ts";
import { Abort, type AbortCode, ConfigurationMismatch } from "./abort.ts";
import { Absences } from "./absence.ts";
import { Guest } from "./guest.ts";
import {
  type Agreement,
  differences,
  encodeHello,
  type Hello,
  judgeProof,
  makeProof,
  parseHello,
  sessionIdOf,
} from "./handshake.ts";
import { LINGER_MS, unreadShare } from "./limits.ts";
import { Link, type LinkEvents } from "./link.ts";
import { checkTiming, type Host, LinkedTransport, type Timing } from "./linked.ts";
import { CONFIGURATION, noticeCode, noticeText } from "./notice.ts";
import { PeerLog } from "./peer-log.ts";
import type { Transport } from "./transport.ts";
import type { Signer, Wire } from "./wire.ts";

export interface GatheringOptions extends Timing {
  readonly self: number;
  readonly signer: Signer;
  /** Every party's Ed25519 key, 32 bytes each, in party order. */
  readonly publicKeys: readonly Uint8Array[];
  readonly agreement: Agreement;
  readonly host: Host;
  /** How long we wait for the others to come. */
  readonly connectMs: number;
  readonly log?: (line: string) => void;
}

const MIN_GRACE_MS = 1000;
/** How many deadlines a proof may take that waits for nobody else. */
const OWED_DEADLINES = 3;

export class Gathering {
  /** Resolves when every party has proved itself. */
  readonly whole: Promise<Transport>;
  readonly #options: GatheringOptions;
  readonly #greeting: Uint8Array;
  readonly #own: Hello;
  readonly #guests: (Guest | null)[];
  readonly #log: PeerLog;
  readonly #absences: Absences;
  readonly #left = new Set<number>();
  /** By peer: how its last greeting differs from ours. */
  readonly #differences = new Map<number, readonly string[]>();
  readonly #resolve: (transport: Transport) => void;
  readonly #reject: (reason: Error) => void;
  readonly #limit: ReturnType<typeof setTimeout>;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #graces: ReturnType<typeof setTimeout>[] = [];
  /** Peers to which our proof is sent. */
  readonly #sent = new Set<number>();
  #sessionId: Uint8Array | null = null;
  #notice: string | null = null;
  /** A peer stopped because configurations differ. */
  #configuration = false;
  #over = false;

  constructor(options: GatheringOptions) {
    checkTiming(options);
    this.#options = options;
    const { self, signer, publicKeys, agreement, host } = options;
    const n = publicKeys.length;
    this.#own = {
      party: self,
      parties: n,
      publicKey: signer.publicKey,
      nonce: host.random(32),
      // The parties also agree on who the members are, and on how often a link shows that it lives.
      agreement: {
        ...agreement,
        members: publicKeys.map((k) => hex(k).slice(0, 16)).join(" "),
        heartbeat: `${options.heartbeatMs} ms`,
      },
    };
    this.#greeting = encodeHello(this.#own);
    this.#guests = Array(n).fill(null);
    this.#log = new PeerLog(options.log ?? (() => undefined));
    this.#absences = new Absences(this.#log);
    const { promise, resolve, reject } = Promise.withResolvers<Transport>();
    this.whole = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = setTimeout(() => this.#timeUp(), options.connectMs);
    this.#timer = setInterval(() => this.#tick(), options.heartbeatMs);
  }

  get over(): boolean {
    return this.#over;
  }

  /** True while a link to `peer` would be welcome. */
  wants(peer: number): boolean {
    return !this.#over && this.#guests[peer]?.proved !== true && !this.#left.has(peer);
  }

  /** A wire whose other end is `peer`: the host has checked that. `channel` is the host's name for this channel. */
  offer(peer: number, wire: Wire, channel: Uint8Array): void {
    if (!this.wants(peer) || this.#sessionId !== null) {
      if (!this.#over)
        this.#log.say(peer, `P${peer} connected although it is here already: refused`);
      wire.destroy();
      return;
    }
    const before = this.#guests[peer];
    this.#guests[peer] = null;
    before?.link.destroy();
    const events: LinkEvents = {
      greeting: (frame) => this.#greeted(peer, link, frame),
      violation: (detail) => this.#broken(peer, link, detail),
      notice: (code) => this.#noticed(peer, link, code),
      bye: () => this.#lost(peer, link),
      lost: () => this.#lost(peer, link),
      drained: () => undefined,
    };
    const link = new Link(wire, events, unreadShare(this.#options.publicKeys.length));
    this.#guests[peer] = new Guest(link, channel);
    this.#absences.cameIn(peer);
    link.hello(this.#greeting);
    link.open();
  }

  /** Why `peer` could not be reached so far. The verdict says it when time is up. */
  excuse(peer: number, why: string): void {
    if (!this.#over) this.#absences.excuse(peer, why);
  }

  /**
   * Somebody answers or connects in `peer`'s place with a certificate that is not the peer's, or is not valid now.
   * That is an impostor, or one of the two clocks is wrong. `peer` is not to blame.
   */
  notAuthentic(peer: number, why: string): void {
    if (!this.#over) this.#absences.notAuthentic(peer, why);
  }

  /** `peer` may have found our port full, or we its port. If it does not come, it is not named. */
  turnedAway(peer: number, why: string): void {
    if (!this.#over) this.#absences.turnedAway(peer, why);
  }

  /** Gives up for a reason of our own. */
  fail(reason: Error): void {
    if (this.#over) return;
    this.#finish();
    for (const guest of this.#guests) guest?.link.stop(noticeCode(reason));
    setTimeout(() => {
      for (const guest of this.#guests) guest?.link.destroy();
    }, LINGER_MS).unref();
    this.#reject(reason);
  }

  #greeted(
    peer: number,
    link: Link,
    frame: { readonly type: "hello" | "proof"; readonly payload: Uint8Array },
  ): void {
    const guest = this.#guests[peer];
    if (this.#over || guest?.link !== link) return;
    if (frame.type === "hello" ? guest.greeted : guest.hello === null || guest.proof !== null)
      throw new RangeError("a greeting out of turn");
    if (frame.type === "hello") this.#introduced(peer, guest, frame.payload);
    else {
      guest.proof = frame.payload;
      link.admitsMessages = true;
      this.#judge(peer, guest);
    }
  }

  #introduced(peer: number, guest: Guest, payload: Uint8Array): void {
    const { publicKeys } = this.#options;
    const found: string[] = [];
    try {
      guest.hello = parseHello(peer, payload);
    } catch (error) {
      if (!(error instanceof ConfigurationMismatch)) throw error;
      found.push(...error.differences);
    }
    guest.greeted = true;
    guest.ticks = 0;
    if (guest.hello !== null) {
      const { agreement, parties, party, publicKey } = guest.hello;
      found.push(...differences(this.#own.agreement, peer, agreement));
      if (parties !== publicKeys.length)
        found.push(`number of parties: ${publicKeys.length} here, ${parties} at P${peer}`);
      guest.alike = found.length === 0;
      if (guest.alike && (party !== peer || !equalBytes(publicKey, publicKeys[peer]!)))
        this.#accuse("peer-not-authentic", peer, `it calls itself P${party}`);
    }
    this.#differs(peer, found);
    if (guest.alike) guest.link.heartbeatMs = this.#options.heartbeatMs;
    if (this.#over || this.#missing().length > 0) return;
    if (this.#differences.size > 0) this.#settle();
    else this.#complete();
  }

  /** A peer that greets again may have corrected its configuration: only its last greeting counts. */
  #differs(peer: number, found: readonly string[]): void {
    const known = this.#differences.get(peer)?.join() ?? "";
    this.#differences.delete(peer);
    if (found.length === 0) return;
    this.#differences.set(peer, found);
    if (known !== found.join())
      for (const line of found) this.#log.say(peer, `configurations differ: ${line}`);
  }

  /** All have greeted, and all greetings agree. */
  #complete(): void {
    const { self, host, signer } = this.#options;
    const id = sessionIdOf(
      host.suite,
      this.#guests.map((guest, p) => (p === self ? this.#own : guest!.hello!)),
    );
    this.#sessionId = id;
    this.#guests.forEach((guest, peer) => {
      if (guest === null) return;
      makeProof(host.suite, signer, id, self, peer, guest.channel).then(
        (proof) => {
          guest.link.proof(proof);
          this.#sent.add(peer);
          this.#maybeWhole();
        },
        (error) => this.fail(error),
      );
      this.#judge(peer, guest);
    });
  }

  #judge(peer: number, guest: Guest): void {
    const { self, host, publicKeys } = this.#options;
    if (this.#over || this.#sessionId === null || guest.proof === null || guest.proved) return;
    const verdict = judgeProof(
      host.suite,
      publicKeys[peer]!,
      this.#sessionId,
      peer,
      self,
      guest.channel,
      guest.proof,
    );
    if (verdict === "not authentic")
      this.#accuse("peer-not-authentic", peer, "its proof is not signed with its key");
    else if (verdict === "another session")
      this.fail(
        new Abort("inconsistent-broadcast", "connect", [], `P${peer} saw other nonces than we did`),
      );
    else {
      guest.proved = true;
      this.#maybeWhole();
    }
  }

  #maybeWhole(): void {
    const { self, host, publicKeys } = this.#options;
    const done = (_: unknown, p: number) => p === self || this.#isDone(p);
    // A party that has stopped takes no part in the session. The grace time for that is running.
    if (this.#over || this.#left.size > 0 || !publicKeys.every(done)) return;
    this.#finish();
    const links = this.#guests.map((guest) => guest?.link ?? null);
    this.#resolve(new LinkedTransport(self, this.#sessionId!, links, host, this.#options));
  }

  /** `peer` and we have proved ourselves to each other. */
  #isDone(peer: number): boolean {
    return this.#guests[peer]?.proved === true && this.#sent.has(peer);
  }

  /** A heartbeat interval has passed. */
  #tick(): void {
    const { self, publicKeys, deadlineMs, heartbeatMs } = this.#options;
    const deadline = deadlineMs / heartbeatMs;
    const waitsBeside = (peer: number) =>
      publicKeys.some((_, p) => p !== self && p !== peer && !this.#isDone(p));
    this.#guests.forEach((guest, peer) => {
      if (guest === null || this.#over || this.#left.has(peer)) return;
      guest.ticks++;
      if (guest.alike) guest.link.tick({ waiting: waitsBeside(peer), fed: 0 }, publicKeys.length);
      if (guest.isSilent(deadline)) this.#silent(peer, guest);
      else if (publicKeys.length === 2 && guest.owesProof(OWED_DEADLINES * deadline))
        this.#accuse("peer-silent", peer, "it has greeted, but its proof is past its deadline");
    });
  }

  #silent(peer: number, guest: Guest): void {
    const detail = `no sign of life for ${this.#options.deadlineMs} ms`;
    if (this.#sessionId !== null) this.#accuse("peer-silent", peer, detail);
    else {
      this.#guests[peer] = null;
      guest.link.destroy();
      this.#absences.excuse(peer, detail);
    }
  }

  #accuse(code: AbortCode, peer: number, detail: string): void {
    this.fail(new Abort(code, "connect", [peer], detail));
  }

  /** Peers whose greeting has not come. */
  #missing(): number[] {
    const { self, publicKeys } = this.#options;
    return publicKeys.flatMap((_, p) => (p === self || this.#guests[p]?.greeted ? [] : [p]));
  }

  #settle(): void {
    this.fail(new ConfigurationMismatch([...this.#differences.values()].flat()));
  }

  #broken(peer: number, link: Link, detail: string): void {
    if (this.#guests[peer]?.link === link) this.#accuse("malformed-message", peer, detail);
  }

  #lost(peer: number, link: Link): void {
    const guest = this.#guests[peer];
    if (this.#over || guest?.link !== link || this.#left.has(peer)) return;
    // A party that has proved itself may finish its session before we finish our gathering.
    if (link.left === "bye" && guest.proof !== null) return;
    if (this.#sessionId !== null)
      this.#accuse("peer-closed", peer, "its connection ended without a word");
    else {
      this.#guests[peer] = null;
      link.destroy();
      this.#absences.excuse(peer, "it ended the connection");
    }
  }

  /** A peer stops. We wait for evidence of our own, which is that a party does not come in time. */
  #noticed(peer: number, link: Link, code: number): void {
    if (this.#over || this.#guests[peer]?.link !== link || this.#left.has(peer)) return;
    this.#left.add(peer);
    link.end();
    setTimeout(() => link.destroy(), LINGER_MS).unref();
    const text = `P${peer} stopped: ${noticeText(code)}`;
    this.#log.say(peer, text);
    this.#notice ??= text;
    this.#configuration ||= code === CONFIGURATION;
    if (this.#missing().some((p) => !this.#left.has(p))) return;
    this.#endAfterGrace();
  }

  /** Ends after a grace time and names nobody, unless there is evidence against somebody before that. */
  #endAfterGrace(): void {
    const grace = Math.max(3 * this.#options.heartbeatMs, MIN_GRACE_MS);
    const end = () => this.fail(new Abort("peer-aborted", "connect", [], this.#notice ?? ""));
    this.#graces.push(setTimeout(end, grace));
  }

  #timeUp(): void {
    const { connectMs, publicKeys } = this.#options;
    const missing = this.#missing().filter((p) => !this.#left.has(p));
    if (this.#differences.size > 0) this.#settle();
    else if (missing.length > 0) {
      const notice = this.#configuration ? this.#notice : null;
      this.fail(this.#absences.verdict(missing, connectMs, notice));
    } else if (publicKeys.length > 2 || this.#left.size > 0) {
      const waiting = this.#guests.flatMap((g, p) => (g && !g.proved ? [`P${p}`] : []));
      this.#notice ??= `${waiting.join(", ")} came, but waited for somebody until time was up`;
      this.#endAfterGrace();
    }
    // With two parties, the peer owes its proof from its greeting on: the deadline of that proof decides.
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#limit);
    clearInterval(this.#timer);
    for (const grace of this.#graces) clearTimeout(grace);
  }
}
