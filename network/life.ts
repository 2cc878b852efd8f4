/**
 * Signs of life that do not depend on a party's event loop. While the loop is busy, a thread of the host tells the
 * peers so. It hears the same from the peers' threads. If a host has no such thread, or its words do not arrive,
 * heartbeats alone show life.
 */
import type { Wire } from "./wire.ts";

/** What a peer's thread says. */
export interface BusyWord {
  /** For how many milliseconds its event loop has not turned; 0 if it turns. */
  readonly busyMs: number;
  /** Meanwhile its process gets less than half of a processor's time. */
  readonly starved: boolean;
}

export interface Life {
  /** Our event loop turns: called once a heartbeat interval. */
  turned(): void;
  /** The last that `peer`'s thread has said since this was last called for `peer`; null if it has said nothing. */
  heard(peer: number): BusyWord | null;
  close(): void;
}

/** `wires[p]` leads to party p; null at this party. */
export type StartLife = (wires: readonly (Wire | null)[], heartbeatMs: number) => Life;

/** `word` in the text of an error, with what helps. */
export const busyInWords = ({ busyMs, starved }: BusyWord): string =>
  `its process lives, but has been busy for ${Math.round(busyMs / 1000)} s without a turn of its event loop` +
  `${starved ? ", short of processor time: more processes compute there than it has cores" : ""}; a longer deadline waits longer`;
