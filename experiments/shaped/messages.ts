/** Messages between a launcher and the holder of a namespace, over IPC. */
import type { RelaySpec } from "./relay.ts";

/** A relay that listens on 127.0.0.1 of the holder's namespace. */
export interface RelayOrder extends Pick<RelaySpec, "port" | "target" | "there" | "back"> {
  /** The seed of jitter. */
  readonly seed: number;
}

export interface ToHolder {
  readonly relays: readonly RelayOrder[];
}

/** The holder sends it when it has started, and when its relays listen. */
export interface FromHolder {
  /** In one line; null if there is none. */
  readonly error: string | null;
}
