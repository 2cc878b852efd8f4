/**
 * One link's raw frames, as a host carries them (host/node/websocket.ts): whole, in order and encrypted, between this
 * party and a peer whose number the host has established. Everything above is portable.
 */
export interface WireEvents {
  /** One frame. The receiver may keep `bytes`. */
  frame(bytes: Uint8Array): void;
  /** After `send` returned false, everything queued has gone out. */
  drained(): void;
  /** The link is gone. `violation` says in words how the peer broke the carrier's own rules; null if it did not. */
  closed(violation: string | null): void;
}

export interface Wire {
  /** Bytes that came in. Unfinished frames count too: a slow peer is not silent. */
  readonly bytesReceived: number;
  /** Bytes that went out, with the carrier's framing, before encryption. */
  readonly bytesSent: number;
  /** Called once, before anything arrives. */
  listen(events: WireEvents): void;
  /** Queues one frame. Large ones are not copied. False: enough is queued, wait for `drained`. */
  send(frame: Uint8Array): boolean;
  /** Frames sent until `uncork` leave together. */
  cork(): void;
  uncork(): void;
  /** Closes once everything queued is out. */
  end(): void;
  /** Closes now. */
  destroy(): void;
}

/** Ed25519, as a host has it. The private key is used by `sign` alone. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
