/**
 * Carries bytes between parties whose identities are already established: in memory, by WebSockets over TLS, or over a
 * virtual network. Messages of one sender under one tag are delivered in order. test/contracts/transport.ts tests every
 * implementation for this.
 */
import type { Suite } from "../crypto/suite.ts";
import type { Meter } from "./meter.ts";

/**
 * When a message counts as due.
 * A number: so many deadlines later than usual. Infinity is for a message that may come at any time: it is never due
 * while its sender shows that it lives.
 * A promise: not due until it settles, then as usual. Time that the sender's other messages add counts only from then.
 * "owed": as usual. A sender that leaves before it has sent the message is named, whatever it says, because no honest
 * party does that (Transport.owe).
 */
export type Patience = number | Promise<unknown> | "owed";

/**
 * What a session stands on: ordered messages by tag to and from each peer, and the verdict on a
 * peer that fails.
 */
export interface Transport {
  readonly self: number;
  readonly n: number;
  /** 32 bytes, equal at all parties and new for every run: the hash of identities, program, parameters and nonces. */
  readonly sessionId: Uint8Array;
  readonly suite: Suite;
  readonly meter: Meter;
  /** Cryptographically secure bytes; seeded in tests. */
  random(length: number): Uint8Array<ArrayBuffer>;
  /** Runs `callback` in a later turn of the event loop, after everything that is ready to run now. */
  turn(callback: () => void): void;
  /**
   * Queues a message. It never blocks, and never throws for a peer's fault. The transport may keep `message` until it
   * is on the wire, so the caller must not change it afterwards.
   */
  send(to: number, tag: string, message: Uint8Array): void;
  /**
   * From here on this party owes `message` under `tag` to the first `members` parties, all by default. If it stops for
   * any reason, they get the message before its last word. The returned function ends the debt. Call it once `send` has
   * sent the message.
   */
  owe(tag: string, message: Uint8Array, members?: number): () => void;
  /**
   * The next message of `from` under `tag`.
   * @throws Abort "malformed-message" naming `from` if it is longer than `maxLength`; "peer-silent" or
   *   "peer-closed" naming `from`; "peer-aborted" naming nobody.
   */
  receive(
    from: number,
    tag: string,
    maxLength: number,
    patience?: Patience,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Tells the others that this party stops, by a code only, and then closes. Every pending receive rejects. */
  abort(reason: Error): void;
  /** An orderly end. Waits until everything sent is on the wire. */
  close(): Promise<void>;
}
