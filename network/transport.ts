/**
 * What carries bytes between two parties whose identities are already established: memory, WebSockets
 * over TLS, a virtual network. Delivery is ordered per (sender, tag). test/contracts/transport.ts holds
 * every implementation to this.
 */
import type { Suite } from "../crypto/suite.ts";
import type { Meter } from "./meter.ts";

/**
 * When a message counts as due. A number: so many deadlines later than usual; infinitely many: never, as
 * long as its sender shows that it lives, for what may come at any time. A promise: never until it settles,
 * as usual from then on, except that nothing else which its sender sends meanwhile buys more time. "owed": as
 * usual, and who leaves without having sent it is named, whatever it says: nobody honest does (Transport.owe).
 */
export type Patience = number | Promise<unknown> | "owed";

export interface Transport {
  readonly self: number;
  readonly n: number;
  /** Same at all parties, 32 bytes, never seen before: the hash of identities, program, parameters, nonces. */
  readonly sessionId: Uint8Array;
  readonly suite: Suite;
  readonly meter: Meter;
  /** Cryptographically secure bytes; seeded in tests. */
  random(length: number): Uint8Array<ArrayBuffer>;
  /** Runs `callback` in a later turn of the event loop, after everything that is ready to run now. */
  turn(callback: () => void): void;
  /**
   * Queues a message; never blocks and never throws for a peer's fault. The transport may keep `message`
   * until it is on the wire: it must not be changed afterwards.
   */
  send(to: number, tag: string, message: Uint8Array): void;
  /**
   * From here on this party owes `message` under `tag` to the first `members`, all by default: should it stop for
   * whatever reason, they get that before its last word. What is returned ends the debt, once `send` has sent it.
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
  /** Tells the others that this party stops (the code only), then closes. Everything pending rejects. */
  abort(reason: Error): void;
  /** Orderly end: waits until everything sent is on the wire. */
  close(): Promise<void>;
}
