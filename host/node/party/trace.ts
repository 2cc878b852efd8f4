/**
 * A trace for debugging: which message was sent where, when, and how long it was. It holds labels, sizes and times, and
 * never contents. So it may be shown to anybody who may know the program.
 */
import { closeSync, lstatSync, openSync, rmSync, writeSync } from "node:fs";
import type { Transport } from "../../../network/transport.ts";
import { UsageError } from "../../usage-error.ts";

/** LOCAL: how many bytes are kept before they are written. */
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

/** One JSON object per line, in a new file of mode 0600; an old one is replaced. @throws UsageError if it cannot be. */
export function openTrace(path: string): Trace {
  const file = newFile(path);
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

/** Makes a new file. So it does not get the mode or the readers of an old one, and no link is followed. */
function newFile(path: string): number {
  try {
    const old = lstatSync(path, { throwIfNoEntry: false });
    if (old !== undefined && !old.isFile())
      throw new UsageError(`cannot write a trace to ${path}: it is not a regular file`);
    rmSync(path, { force: true });
    return openSync(path, "wx", 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const why = code === "ENOENT" ? "no such folder" : code;
    throw new UsageError(`cannot write a trace to ${path}: ${why}`, { cause });
  }
}

/** The same transport. `trace` is told of every message. */
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
    async receive(from, tag, maxLength, patience) {
      trace.message("awaits", from, tag, null);
      const message = await transport.receive(from, tag, maxLength, patience);
      trace.message("receives", from, tag, message.length);
      return message;
    },
    owe: (tag, message, members) => transport.owe(tag, message, members),
    abort(reason) {
      trace.note(`stops: ${reason.name}`);
      transport.abort(reason);
    },
    close: () => transport.close(),
  };
}
