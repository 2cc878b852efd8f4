/** What this party's main thread and its lanes tell each other. It contains secrets and never leaves the process. */
import type { ThreadKeys } from "../../../offline/lowgear/thread-keys.ts";

/** What a lane's thread gets when it starts. */
export interface LaneStart {
  readonly sessionId: Uint8Array;
  readonly keys: ThreadKeys;
  /** The most bytes that the lane's own ring memory may take. */
  readonly maxBytes: number;
}

/** An error as it is sent between threads. */
export interface Told {
  readonly message: string;
  readonly stack: string | undefined;
  /** The facts of an Abort; null for any other error. */
  readonly abort: {
    readonly code: string;
    readonly where: string;
    readonly culprits: readonly number[];
  } | null;
}

/** `batch` is the path of the batch's session. The sender numbers its `call`s and `wait`s. */
export type ToLane =
  | {
      readonly type: "begin";
      readonly call: number;
      readonly batch: string;
      readonly what: string;
      readonly plan: unknown;
    }
  | { readonly type: "finish"; readonly call: number; readonly batch: string }
  | {
      readonly type: "received";
      readonly wait: number;
      readonly bytes: Uint8Array<ArrayBuffer> | null;
      readonly error: Told | null;
    }
  | { readonly type: "wipe" };

export type FromLane =
  | { readonly type: "ready" }
  | {
      readonly type: "send";
      readonly batch: string;
      readonly to: number;
      readonly tag: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | {
      readonly type: "receive";
      readonly batch: string;
      readonly wait: number;
      readonly from: number;
      readonly tag: string;
      readonly maxLength: number;
      readonly owed: boolean;
    }
  | {
      readonly type: "owe";
      readonly batch: string;
      readonly debt: number;
      readonly tag: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly type: "settle"; readonly debt: number }
  | { readonly type: "round"; readonly batch: string }
  | {
      readonly type: "done";
      readonly call: number;
      /** What was made, after "finish". */
      readonly raw: unknown;
      readonly error: Told | null;
    }
  | { readonly type: "wiped" };
