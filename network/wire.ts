/**
 * One link's raw frames, as a host brings them (host/node/websocket.ts): whole, in order, encrypted, to a
 * peer whose number the host has established. Everything above it is portable.
 */
export interface WireEvents {
  /** One frame. The receiver may keep `bytes`. */
  frame(bytes: Uint8Array): void;
  /** What was queued has gone out after `send` returned false. */
  drained(): void;
  /** The link is gone. `violation`: the peer broke the carrier's own rules, in words; null otherwise. */
  closed(violation: string | null): void;
}

export interface Wire {
  /** Bytes that came in, of unfinished frames too: a peer that is slow is not silent. */
  readonly bytesReceived: number;
  /** Bytes that went out, with the carrier's framing, before encryption. */
  readonly bytesSent: number;
  /** Called once, before anything arrives. */
  listen(events: WireEvents): void;
  /** Queues one frame, without copying large ones. False: enough is queued, wait for `drained`. */
  send(frame: Uint8Array): boolean;
  /** Frames sent until `uncork` leave together. */
  cork(): void;
  uncork(): void;
  /** Closes once everything queued is out. */
  end(): void;
  /** Closes now. */
  destroy(): void;
}

/** Ed25519 as a host brings it: the private key stays behind `sign`. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
