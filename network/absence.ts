/**
 * Why those who have not come to a gathering are not here, as far as we know, and whom that leaves to name.
 *
 * Nobody is named for a place that another holds: who may have been turned away at a full door, ours or its
 * own, and whose certificate is not what somebody there shows.
 */
import { Abort } from "./abort.ts";
import type { PeerLog } from "./peer-log.ts";

export class Absences {
  readonly #log: PeerLog;
  readonly #excuses = new Map<number, string>();
  /** Peers of whose certificate that is the last we know. */
  readonly #unproven = new Set<number>();
  /** Callers that may have found our door full; peers whose door may be full. */
  readonly #turnedAway = new Map<number, string>();

  constructor(log: PeerLog) {
    this.#log = log;
  }

  /** Why `peer` could not be reached so far; written if it is news. */
  excuse(peer: number, why: string): void {
    if (this.#excuses.get(peer) !== why) this.#log.say(peer, `P${peer}: ${why}; trying on`);
    this.#excuses.set(peer, why);
    this.#unproven.delete(peer);
  }

  /** As `excuse`: whoever stands in its place shows another certificate, or one out of its time. */
  notAuthentic(peer: number, why: string): void {
    this.excuse(peer, why);
    this.#unproven.add(peer);
  }

  /** Until it comes in `peer` is not named for not being here. */
  turnedAway(peer: number, why: string): void {
    if (!this.#turnedAway.has(peer)) this.#log.say(peer, `P${peer}: ${why}`);
    this.#turnedAway.set(peer, why);
  }

  cameIn(peer: number): void {
    this.#turnedAway.delete(peer);
  }

  /** Our verdict on `missing` after `waitedMs`; `notice`: who is configured otherwise may not know us. */
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
        `${missing.map((p) => `P${p}`).join(", ")} not there after ${waitedMs} ms`,
        ...why,
        ...there,
      ].join("; "),
    );
  }
}
