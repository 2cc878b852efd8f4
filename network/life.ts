/**
 * Life that does not hang on a party's event loop: while that is busy, a thread of the host says so to the peers, and
 * hears it of them. Where a host has none, or what its threads say does not arrive, heartbeats alone show life.
 */
import type { Wire } from "./wire.ts";

/** What a peer's thread says. */
export interface BusyWord {
  /** For how long its event loop has not turned, in milliseconds; 0 where it turns. */
  readonly busyMs: number;
  /** Its process gets less than half of a processor's time meanwhile. */
  readonly starved: boolean;
}

export interface Life {
  /** Our event loop turns: called once a heartbeat interval. */
  turned(): void;
  /** The last word of `peer` since this was last called for it; null if there was none. */
  heard(peer: number): BusyWord | null;
  close(): void;
}

/** `wires[p]` leads to party p; null at this party. */
export type StartLife = (wires: readonly (Wire | null)[], heartbeatMs: number) => Life;

/** `word` for the reader of an error, and what helps. */
export const busyInWords = ({ busyMs, starved }: BusyWord): string =>
  `its process lives, but has been busy for ${Math.round(busyMs / 1000)} s without a turn of its event loop` +
  `${starved ? ", short of processor time: more processes compute there than it has cores" : ""}; a longer deadline waits longer`;
