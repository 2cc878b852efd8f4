/** What a local run reports: while it goes on, and when it has ended. */

import type { Preparation } from "../host/node/party/party.ts";
import type { PartyStatistics, Phase } from "../host/node/party/statistics.ts";
import type { Security } from "../host/party/combination.ts";
import type { Routing } from "../protocols/open.ts";
import type { ComparisonsWish } from "./choose-comparisons.ts";
import type { Failure } from "./exit-code.ts";
import type { AdversarySpec } from "./messages.ts";
import type { Result } from "./result.ts";

export interface LocalRunOptions {
  /** The name of one that ships, or a path. */
  readonly program: string;
  /** Alike at all parties, and compared. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** By party: what only that party has, laid over `args`. */
  readonly ownArgs?: readonly Readonly<Record<string, unknown>>[];
  readonly parties: number;
  readonly security: Security;
  /** s, 40 to 57; 40 by default. */
  readonly statistical?: number;
  /** Worker threads of each party that make LowGear's batches, 1 to 64; none by default. */
  readonly threads?: number;
  /** What of the combination is left out, to measure its cost; "none" by default. */
  readonly ablation?: string;
  /** "direct" by default. */
  readonly routing?: Routing;
  /** "tree" by default. */
  readonly comparisons?: ComparisonsWish;
  /** One way, of the slowest link, for comparisons "auto"; by default as on one machine. */
  readonly latencyMs?: number;
  /** One party that lies. */
  readonly adversary?: AdversarySpec;
  /** A silent peer is given up after so long. */
  readonly deadlineMs?: number;
  /** How long parties may take to come; the deadline, and at least 10 s, by default. */
  readonly connectMs?: number;
  readonly onEvent?: (event: LocalRunEvent) => void;
  /** Party p writes its trace (labels, sizes, times) to this path with ".Pp" behind it. */
  readonly trace?: string;
  /** Stops everything; the run then rejects with Interrupted. */
  readonly signal?: AbortSignal;
  /** Ports to listen on, parties in order, then the dealer; by default free ones. */
  readonly ports?: readonly number[];
  /** Where the processes run, and find each other; on loopback of this machine by default. */
  readonly placement?: Placement;
}

/** Networks between the processes of a run. */
export interface Placement {
  /** Where member `self` finds member `member`; for itself, where it listens. */
  addressFor(self: number, member: number): { readonly host: string; readonly port: number };
  /** The command, with arguments, that runs the one behind it where member `self` is. */
  prefixOf(self: number): readonly string[];
}

/** `party` is the number of parties for the dealer. */
export type LocalRunEvent =
  | { readonly type: "started"; readonly party: number; readonly pid: number }
  | { readonly type: "phase"; readonly party: number; readonly phase: Phase; readonly at: number }
  /** How far material is that is made before the program runs: about once a second. */
  | ({ readonly type: "items"; readonly party: number } & Preparation)
  /** A line that a process or its connection wrote. */
  | { readonly type: "line"; readonly party: number; readonly text: string }
  | { readonly type: "ended"; readonly party: number; readonly outcome: PartyOutcome };

export interface PartyOutcome {
  readonly party: number;
  /** What the program returned there: a value, or undefined for nothing; null if it did not. */
  readonly result: Result;
  /** Why it did not; null if it did. */
  readonly error: Failure | null;
  /** What went wrong once it had its result, which holds all the same; null if nothing did. */
  readonly afterwards: Failure | null;
  readonly statistics: PartyStatistics | null;
  /** Of the process; a signal's name if one ended it. */
  readonly exit: number | string;
}

export interface LocalRun {
  readonly program: string;
  readonly security: Security;
  /** What every figure of this run must say. */
  readonly labels: readonly string[];
  /** In order. */
  readonly parties: readonly PartyOutcome[];
  readonly dealer: PartyOutcome | null;
  readonly wallMs: number;
  /** verdict.ts; 0 if every party has its result, and nobody cheated. */
  readonly exitCode: number;
}

export const nameOf = (party: number, parties: number): string =>
  party === parties ? "dealer" : `P${party}`;
