/** What the launcher and its party processes tell each other over IPC, packed (packed.ts). Never a key, never a share. */

import type { Preparation } from "../host/node/party/party.ts";
import type { PartyStatistics, Phase } from "../host/node/party/statistics.ts";
import type { Member } from "../host/node/roster.ts";
import type { WithMaterial } from "../host/party/combination.ts";
import type { Comparisons } from "../online/comparisons.ts";
import type { Routing } from "../protocols/open.ts";
import type { Failure } from "./exit-code.ts";
import type { Needs } from "./plan-here.ts";
import type { Result } from "./result.ts";

/** Which party is corrupt, and what it does. */
export interface AdversarySpec {
  readonly party: number;
  /** The name of an attack, or the path of a file with one. */
  readonly attack: string;
  /** Of the attack; without, it is the one that tests make. */
  readonly options?: unknown;
}

/** To a process: who it is and what to do. */
export interface Start {
  readonly type: "start";
  /** The number of the parties is the dealer's. */
  readonly self: number;
  readonly parties: number;
  /** Parties in order, then the dealer; where this process finds them. */
  readonly members: readonly Member[];
  /** Whether it looks for messages without pause; null: as its number of cores suggests. */
  readonly polling: boolean | null;
  /** Of this process alone; it deletes it once it is read. */
  readonly identityFolder: string;
  /** Of the whole run; an orphan deletes it. */
  readonly runFolder: string;
  /** Name or path. */
  readonly program: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** This party's own, beside the common ones. */
  readonly ownArgs: Readonly<Record<string, unknown>> | null;
  readonly security: WithMaterial;
  readonly statistical: number;
  readonly threads: number;
  readonly ablation: string;
  readonly routing: Routing;
  readonly comparisons: Comparisons;
  readonly deadlineMs: number;
  readonly connectMs: number;
  readonly adversary: AdversarySpec | null;
  /** Absolute path, or null. */
  readonly traceFile: string | null;
  /** What the program will take at every party, or why nobody knows. */
  readonly needs: Needs;
}

export type FromProcess =
  | { readonly type: "phase"; readonly phase: Phase; readonly at: number }
  | { readonly type: "log"; readonly text: string }
  /** How far the material of a kind is that is made before the program runs. */
  | ({ readonly type: "items" } & Preparation)
  /** Before the session is closed: what is checked by now is kept, whatever becomes of this process. */
  | { readonly type: "result"; readonly result: Result }
  | {
      readonly type: "done";
      readonly result: Result;
      /** Why there is none. */
      readonly error: Failure | null;
      readonly afterwards: Failure | null;
      readonly labels: readonly string[];
      readonly statistics: PartyStatistics | null;
    };
