/** Messages between the first node of a job and the process on each node: packed, one per line, through srun. */
import type { Member } from "../../host/node/roster.ts";
import type { Failure } from "../../run/exit-code.ts";
import type { LocalRunEvent, PartyOutcome } from "../../run/outcome.ts";
import type { PlacelessStart } from "../../run/start-of.ts";
import type { HostRecord } from "../records/record.ts";

/** What a member's peers pin, and its port. The private key never leaves the node. */
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
  /** The node chooses the folders. */
  | { readonly type: "start"; readonly start: PlacelessStart }
  | { readonly type: "stop"; readonly why: Failure };
