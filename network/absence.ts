/**
 * Why peers that have not come to a gathering are missing, as far as we know, and which of them are named.
 *
 * A peer is not named if somebody else may be the cause. This holds if our port or its own may have been full and
 * turned its connection away. It also holds if somebody in its place shows a certificate that is not the peer's.
 */
import { Abort } from "./abort.ts";
import type { PeerLog } from "./peer-log.ts";

export class Absences {
  readonly #log: PeerLog;
  readonly #excuses = new Map<number, string>();
  /** Peers about which a wrong certificate is the last that we know. */
  readonly #unproven = new Set<number>();
  /** Peers that may have found our port full, and peers whose port may be full. */
  readonly #turnedAway = new Map<number, string>();

  constructor(log: PeerLog) {
    this.#log = log;
  }

  /** Why `peer` could not be reached so far. The log gets it if it is new. */
  excuse(peer: number, why: string): void {
    if (this.#excuses.get(peer) !== why) this.#log.say(peer, `P${peer}: ${why}; trying on`);
    this.#excuses.set(peer, why);
    this.#unproven.delete(peer);
  }

  /** As `excuse`. Somebody in its place shows another certificate, or one that is not valid now. */
  notAuthentic(peer: number, why: string): void {
    this.excuse(peer, why);
    this.#unproven.add(peer);
  }

  /** `peer` is not named for its absence from here on, until it comes in. */
  turnedAway(peer: number, why: string): void {
    if (!this.#turnedAway.has(peer)) this.#log.say(peer, `P${peer}: ${why}`);
    this.#turnedAway.set(peer, why);
  }

  cameIn(peer: number): void {
    this.#turnedAway.delete(peer);
  }

  /**
   * Our verdict on `missing` after `waitedMs`. `notice`: a peer stopped because configurations differ. Then nobody
   * is named: a party that is configured differently may not know us.
   */
  verdict(missing: readonly number[], waitedMs: number, notice: string | null): Abort {
    const why = missing.flatMap((p) => this.#excuses.get(p) ?? []);
    if (notice !== null)
      return new Abort("peer-aborted", "connect", [], [notice, ...why].join("; "));
    if (missing.some((p) => this.#unproven.has(p)))
      return new Abort("peer-not-authentic", "connect", [], why.join("; "));
    const away = missing.filter((p) => this.#turnedAway.has(p));
    const there = away.map((p) => `P${p}: ${this.#turnedAway.get(p)}`);
    return new Abort(
      "peer-silent",
      "connect",
      missing.filter((p) => !away.includes(p)),
      [
        `${missing.map((p) => `P${p}`).join(", ")} did not come within ${waitedMs} ms`,
        ...why,
        ...there,
      ].join("; "),
    );
  }
}
