/** What a launcher and the holder of a namespace tell each other over IPC. */
import type { RelaySpec } from "./relay.ts";

/** A relay from 127.0.0.1 of the holder's namespace. */
export interface RelayOrder extends Pick<RelaySpec, "port" | "target" | "there" | "back"> {
  /** Of jitter. */
  readonly seed: number;
}

export interface ToHolder {
  readonly relays: readonly RelayOrder[];
}

/** Once when it has started, and once when its relays listen. */
export interface FromHolder {
  /** In one line; null: all well. */
  readonly error: string | null;
}
