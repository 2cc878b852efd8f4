import type { WithMaterial } from "../../host/party/combination.ts";

/** What the demo needs of whoever starts parties: processes over TLS in earnest, one process in tests. */
export interface LaunchOptions {
  /** A module of programs/, by name. */
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly parties: number;
  readonly security: WithMaterial;
  readonly adversary?: {
    readonly party: number;
    /** The name of an attack. */
    readonly attack: string;
    readonly options: unknown;
  };
  /** A phase begins at a party: "connect", "keys", "offline", "online", … */
  readonly onPhase: (party: number, phase: string) => void;
}

export interface LaunchedParty {
  /** What the program returned; null if it did not. */
  readonly result: unknown;
  /** Why it did not; null if it did. `code` of an Abort, or the error's name. */
  readonly error: { readonly code: string; readonly culprits: readonly number[] } | null;
  /** Making keys, making material, and computing with it; milliseconds of wall time. */
  readonly keysMs: number;
  readonly offlineMs: number;
  readonly onlineMs: number;
  readonly rounds: number;
  /** Payload to the other parties (not to the dealer): for keys and material together, and online. */
  readonly bytesOffline: number;
  readonly bytesSent: number;
  /** What the party's run rests on, in one line; null if it says nothing. */
  readonly budget: string | null;
}

export interface Launched {
  /** By party. */
  readonly parties: readonly LaunchedParty[];
  /** What every figure of the run must say. */
  readonly labels: readonly string[];
}

export type Launch = (options: LaunchOptions) => Promise<Launched>;
