import type { WithMaterial } from "../../host/party/combination.ts";

/** What the demo asks of the code that starts parties. Real runs use processes over TLS, tests one process. */
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
  /** Called when a phase begins at a party: "connect", "keys", "offline", "online", … */
  readonly onPhase: (party: number, phase: string) => void;
}

export interface LaunchedParty {
  /** What the program returned; null if it did not return. */
  readonly result: unknown;
  /** Why it did not return; null if it did. `code` is that of an Abort, or the error's name. */
  readonly error: { readonly code: string; readonly culprits: readonly number[] } | null;
  /** Milliseconds of wall time: making keys, making material, and computing with it. */
  readonly keysMs: number;
  readonly offlineMs: number;
  readonly onlineMs: number;
  readonly rounds: number;
  /** Payload bytes to the other parties, not to the dealer: for keys and material together, and online. */
  readonly bytesOffline: number;
  readonly bytesSent: number;
  /** The security budget of the party's run, in one line; null if there is none. */
  readonly budget: string | null;
}

export interface Launched {
  /** By party. */
  readonly parties: readonly LaunchedParty[];
  /** What every figure of the run must say. */
  readonly labels: readonly string[];
}

export type Launch = (options: LaunchOptions) => Promise<Launched>;
