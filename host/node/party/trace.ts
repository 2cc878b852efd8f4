/**
 * A trace for debugging: which message went where, when, and how long it was. Labels, sizes and times only;
 * contents never, so a trace may be shown to anybody who may know the program.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Transport } from "../../../network/transport.ts";

/** LOCAL: bytes that are kept before they are written. */
const BUFFER = 1 << 16;

export interface Trace {
  /** `bytes` is null for a receive that starts to wait. */
  message(
    what: "sends" | "awaits" | "receives",
    peer: number,
    tag: string,
    bytes: number | null,
  ): void;
  note(what: string): void;
  close(): void;
}

/** One JSON object per line; 0600; an existing file is replaced. */
export function openTrace(path: string): Trace {
  const file = openSync(path, "w", 0o600);
  let pending = "";
  const flush = () => {
    writeSync(file, pending);
    pending = "";
  };
  const put = (line: object) => {
    pending += `${JSON.stringify({ ms: Number(performance.now().toFixed(3)), ...line })}\n`;
    if (pending.length >= BUFFER) flush();
  };
  return {
    message: (what, peer, tag, bytes) => put({ what, peer, tag, ...(bytes !== null && { bytes }) }),
    note: (what) => put({ what }),
    close() {
      flush();
      closeSync(file);
    },
  };
}

/** The same transport, with everything that passes told to `trace`. */
export function traced(transport: Transport, trace: Trace): Transport {
  return {
    self: transport.self,
    n: transport.n,
    sessionId: transport.sessionId,
    suite: transport.suite,
    meter: transport.meter,
    random: (length) => transport.random(length),
    turn: (callback) => transport.turn(callback),
    send(to, tag, message) {
      trace.message("sends", to, tag, message.length);
      transport.send(to, tag, message);
    },
    async receive(from, tag, maxLength, patient) {
      trace.message("awaits", from, tag, null);
      const message = await transport.receive(from, tag, maxLength, patient);
      trace.message("receives", from, tag, message.length);
      return message;
    },
    abort(reason) {
      trace.note(`stops: ${reason.name}`);
      transport.abort(reason);
    },
    close: () => transport.close(),
  };
}
