/**
 * The parties come together: links are offered as the host establishes them, greetings are exchanged and
 * compared, and when all have come the session id is formed and signed over every link.
 *
 * Until a peer has proved itself its link may break and be offered anew. Who has not come when time is up
 * is named "peer-silent"; who is there but breaks off while proving is named "peer-closed". Who has come and
 * only waits is not named: what it waits for may be a third party's greeting, which we cannot see.
 *
 * A difference between configurations ends it once everybody has been greeted, or when time is up: whoever
 * comes late must find somebody to learn the difference from, not an empty place to accuse.
 */
import { equalBytes, hex } from "../crypto/hash.ts";
import { Abort, ConfigurationMismatch } from "./abort.ts";
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
import { LINGER_MS } from "./limits.ts";
import { Link } from "./link.ts";
import { checkTiming, type Host, LinkedTransport, type Timing } from "./linked.ts";
import { CONFIGURATION, noticeCode, noticeText } from "./notice.ts";
import type { Transport } from "./transport.ts";
import type { Signer, Wire } from "./wire.ts";

export interface GatheringOptions extends Timing {
  readonly self: number;
  readonly signer: Signer;
  /** Every party's Ed25519 key, 32 bytes each, in party order. */
  readonly publicKeys: readonly Uint8Array[];
  readonly agreement: Agreement;
  readonly host: Host;
  /** How long the others may take to come. */
  readonly connectMs: number;
  readonly log?: (line: string) => void;
}

interface Guest {
  readonly link: Link;
  readonly channel: Uint8Array;
  /** Its greeting has come, even one that we cannot read: of another wire version. */
  greeted: boolean;
  hello: Hello | null;
  /** Its proof, which may come before the last greeting of the others does. */
  proof: Uint8Array | null;
  proved: boolean;
}

const MIN_GRACE_MS = 1000;

export class Gathering {
  /** Resolves when every party has proved itself. */
  readonly whole: Promise<Transport>;
  readonly #options: GatheringOptions;
  readonly #greeting: Uint8Array;
  readonly #own: Hello;
  readonly #guests: (Guest | null)[];
  readonly #excuses: (string | null)[];
  readonly #left = new Set<number>();
  readonly #differences: string[] = [];
  readonly #resolve: (transport: Transport) => void;
  readonly #reject: (reason: Error) => void;
  readonly #limit: ReturnType<typeof setTimeout>;
  readonly #graces: ReturnType<typeof setTimeout>[] = [];
  /** Peers to whom our proof is out. */
  readonly #sent = new Set<number>();
  /** Peers of whose certificate that is the last we know. */
  readonly #unproven = new Set<number>();
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
      // Who the members are is agreed upon like everything else, and how often a link shows that it lives.
      agreement: {
        ...agreement,
        members: publicKeys.map((k) => hex(k).slice(0, 16)).join(" "),
        heartbeat: `${options.heartbeatMs} ms`,
      },
    };
    this.#greeting = encodeHello(this.#own);
    this.#guests = Array(n).fill(null);
    this.#excuses = Array(n).fill(null);
    const { promise, resolve, reject } = Promise.withResolvers<Transport>();
    this.whole = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = setTimeout(() => this.#timeUp(), options.connectMs);
  }

  get over(): boolean {
    return this.#over;
  }

  /** True while a link to `peer` would be welcome. */
  wants(peer: number): boolean {
    return !this.#over && this.#guests[peer]?.proved !== true && !this.#left.has(peer);
  }

  /** A wire whose other end is `peer`, as the host has made sure; `channel` names this very channel. */
  offer(peer: number, wire: Wire, channel: Uint8Array): void {
    if (!this.wants(peer) || this.#sessionId !== null) {
      this.#log(`P${peer} connected although it is here already: refused`);
      wire.destroy();
      return;
    }
    this.#guests[peer]?.link.destroy();
    const link = new Link(wire, {
      greeting: (frame) => this.#greeted(peer, link, frame),
      violation: (detail) => this.#broken(peer, link, detail),
      notice: (code) => this.#noticed(peer, code),
      bye: () => this.#lost(peer, link),
      lost: () => this.#lost(peer, link),
      drained: () => undefined,
    });
    this.#guests[peer] = { link, channel, greeted: false, hello: null, proof: null, proved: false };
    link.hello(this.#greeting);
    link.open();
  }

  /** Why `peer` could not be reached so far: said when time is up. */
  excuse(peer: number, why: string): void {
    if (this.#excuses[peer] !== why && !this.#over) this.#log(`P${peer}: ${why}; trying on`);
    this.#excuses[peer] = why;
    this.#unproven.delete(peer);
  }

  /**
   * Whoever answers or calls in `peer`'s place shows a certificate that is another's, or out of its time: an
   * impostor, or one of the two clocks. `peer` is not to blame.
   */
  notAuthentic(peer: number, why: string): void {
    this.excuse(peer, why);
    this.#unproven.add(peer);
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
      this.#judge(peer, guest);
    }
  }

  #introduced(peer: number, guest: Guest, payload: Uint8Array): void {
    const { publicKeys } = this.#options;
    try {
      guest.hello = parseHello(peer, payload);
    } catch (error) {
      if (!(error instanceof ConfigurationMismatch)) throw error;
      this.#differs(error.differences);
    }
    guest.greeted = true;
    if (guest.hello !== null) {
      const { agreement, parties, party, publicKey } = guest.hello;
      const found = differences(this.#own.agreement, peer, agreement);
      if (parties !== publicKeys.length)
        found.push(`number of parties: ${publicKeys.length} here, ${parties} at P${peer}`);
      if (found.length > 0) this.#differs(found);
      else if (party !== peer || !equalBytes(publicKey, publicKeys[peer]!))
        this.fail(new Abort("peer-not-authentic", "connect", [peer], `it calls itself P${party}`));
    }
    if (this.#over || this.#missing().length > 0) return;
    if (this.#differences.length > 0) this.#settle();
    else this.#complete();
  }

  #differs(found: readonly string[]): void {
    for (const line of found) this.#log(`configurations differ: ${line}`);
    this.#differences.push(...found);
  }

  /** All have greeted, and alike. */
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
      this.fail(new Abort("peer-not-authentic", "connect", [peer], "its signature is not its own"));
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
    const done = (_: unknown, p: number) =>
      p === self || (this.#guests[p]?.proved === true && this.#sent.has(p));
    if (this.#over || !publicKeys.every(done)) return;
    this.#finish();
    const links = this.#guests.map((guest) => guest?.link ?? null);
    this.#resolve(new LinkedTransport(self, this.#sessionId!, links, host, this.#options));
  }

  /** Peers whose greeting has not come. */
  #missing(): number[] {
    const { self, publicKeys } = this.#options;
    return publicKeys.flatMap((_, p) => (p === self || this.#guests[p]?.greeted ? [] : [p]));
  }

  #settle(): void {
    this.fail(new ConfigurationMismatch(this.#differences));
  }

  #broken(peer: number, link: Link, detail: string): void {
    if (this.#guests[peer]?.link === link)
      this.fail(new Abort("malformed-message", "connect", [peer], detail));
  }

  #lost(peer: number, link: Link): void {
    const guest = this.#guests[peer];
    if (this.#over || guest?.link !== link || this.#left.has(peer)) return;
    if (this.#sessionId !== null)
      this.fail(new Abort("peer-closed", "connect", [peer], "its connection ended without a word"));
    else {
      this.#guests[peer] = null;
      this.excuse(peer, "it ended the connection");
    }
  }

  /** A peer stops: we wait for evidence of our own, which is who does not come in time. */
  #noticed(peer: number, code: number): void {
    if (this.#over || this.#left.has(peer)) return;
    this.#left.add(peer);
    const text = `P${peer} stopped: ${noticeText(code)}`;
    this.#log(text);
    this.#notice ??= text;
    this.#configuration ||= code === CONFIGURATION;
    if (this.#missing().some((p) => !this.#left.has(p))) return;
    this.#endAfterGrace();
  }

  /** Without evidence against anybody, unless some turns up meanwhile. */
  #endAfterGrace(): void {
    const grace = Math.max(3 * this.#options.heartbeatMs, MIN_GRACE_MS);
    const end = () => this.fail(new Abort("peer-aborted", "connect", [], this.#notice ?? ""));
    this.#graces.push(setTimeout(end, grace));
  }

  #timeUp(): void {
    if (this.#differences.length > 0) {
      this.#settle();
      return;
    }
    const culprits = this.#missing().filter((p) => !this.#left.has(p));
    const why = culprits.map((p) => this.#excuses[p]).filter((text) => text !== null);
    if (culprits.length === 0) {
      const waiting = this.#guests.flatMap((g, p) => (g && !g.proved ? [`P${p}`] : []));
      this.#notice ??= `${waiting.join(", ")} came, but waited for somebody until time was up`;
      this.#endAfterGrace();
    } else if (this.#configuration) {
      // Who is configured otherwise may not know us for a member, and is none the worse for it.
      this.fail(new Abort("peer-aborted", "connect", [], [this.#notice ?? "", ...why].join("; ")));
    } else if (culprits.some((p) => this.#unproven.has(p)))
      this.fail(new Abort("peer-not-authentic", "connect", [], why.join("; ")));
    else {
      const detail = `not there after ${this.#options.connectMs} ms`;
      this.fail(new Abort("peer-silent", "connect", culprits, [detail, ...why].join("; ")));
    }
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#limit);
    for (const grace of this.#graces) clearTimeout(grace);
  }

  #log(line: string): void {
    this.#options.log?.(line);
  }
}
