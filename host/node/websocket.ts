/**
 * A Wire over one WebSocket (ws) whose TLS socket we hold. One binary WebSocket message is one frame. Text, pings, and
 * fragments that together exceed a frame are violations. ws refuses such fragments by their announced length.
 */
import type { TLSSocket } from "node:tls";
import type { WebSocket } from "ws";
import { MAX_FRAME_BYTES, MAX_HELLO_BYTES } from "../../network/limits.ts";
import type { Wire, WireEvents } from "../../network/wire.ts";
import { lifeKeyOf } from "./tls.ts";

/** How many bytes may wait in the socket before `send` asks its caller to pause. */
const HIGH_WATER_BYTES = 1 << 20;

/**
 * The options of both ends. Masking protects the caches of cleartext proxies from bytes that a browser has chosen.
 * Inside TLS to a pinned peer there is no proxy. So the mask is zero, and ws does not apply a zero mask.
 */
export const WEBSOCKET_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: Math.max(MAX_FRAME_BYTES, MAX_HELLO_BYTES) + 4096,
  autoPong: false,
  // A frame in many pieces of one byte would take a hundred times its memory.
  maxFragments: 16,
  generateMask: (mask: Buffer) => void mask.fill(0),
};

const SEND_OPTIONS = { binary: true, compress: false } as const;

export class WebSocketWire implements Wire {
  readonly #ws: WebSocket;
  readonly #socket: TLSSocket;

  /** `ws` is open and runs over `socket`. */
  constructor(ws: WebSocket, socket: TLSSocket) {
    this.#ws = ws;
    this.#socket = socket;
    socket.setNoDelay(true);
    // Frames that come together with the answer to the upgrade wait until somebody listens.
    ws.pause();
  }

  /** As lifeKeyOf; null once the connection is gone. */
  get lifeKey(): Uint8Array | null {
    return this.#socket.destroyed ? null : lifeKeyOf(this.#socket);
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  listen(events: WireEvents): void {
    const ws = this.#ws;
    let violation: string | null = null;
    const refuse = (detail: string) => {
      violation ??= detail;
      ws.terminate();
    };
    ws.on("message", (data, isBinary) => {
      if (violation !== null) return;
      if (isBinary) events.frame(data as Buffer);
      else refuse("a text message");
    });
    ws.on("ping", () => refuse("a ping"));
    ws.on("pong", () => refuse("a pong"));
    ws.on("error", (error: Error & { code?: string }) => {
      if (error.code?.startsWith("WS_ERR_")) violation ??= error.message;
    });
    ws.on("close", () => events.closed(violation));
    this.#socket.on("drain", () => events.drained());
    ws.resume();
  }

  send(frame: Uint8Array): boolean {
    this.#ws.send(frame, SEND_OPTIONS);
    return this.#socket.writableLength < HIGH_WATER_BYTES;
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  end(): void {
    this.#ws.close();
  }

  destroy(): void {
    this.#ws.terminate();
  }
}
