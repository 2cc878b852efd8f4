/** What the first node of a job and the process on each node tell each other, packed, a line each, through srun. */
import type { Member } from "../../host/node/roster.ts";
import type { Failure } from "../../run/exit-code.ts";
import type { LocalRunEvent, PartyOutcome } from "../../run/outcome.ts";
import type { PlacelessStart } from "../../run/start-of.ts";
import type { HostRecord } from "../records/record.ts";

/** What its peers pin: the key that belongs to it never leaves the node. */
export type Introduction = Pick<Member, "fingerprint" | "publicKey" | "port">;

export type FromNode =
  | ({ readonly type: "here"; readonly host: HostRecord } & Introduction)
  | { readonly type: "event"; readonly event: LocalRunEvent }
  | {
      readonly type: "done";
      readonly outcome: PartyOutcome;
      readonly labels: readonly string[];
    };

export type ToNode =
  /** Folders are the node's own. */
  | { readonly type: "start"; readonly start: PlacelessStart }
  | { readonly type: "stop"; readonly why: Failure };
