/** Sending errors and vectors between threads. */
import { Abort, type AbortCode } from "../../../network/abort.ts";
import type { Told } from "./messages.ts";

export function tellError(thrown: unknown): Told {
  const error = thrown instanceof Error ? thrown : new Error("a lane threw no Error");
  const { message, stack } = error;
  const abort =
    error instanceof Abort
      ? { code: error.code, where: error.where, culprits: error.culprits }
      : null;
  return { message, stack, abort };
}

/** The same error in this thread: an Abort is an Abort again. */
export function toldError({ message, stack, abort }: Told): Error {
  const error =
    abort === null
      ? new Error(message)
      : new Abort(abort.code as AbortCode, abort.where, abort.culprits);
  error.message = message;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** The buffers of all vectors in `data` that are whole buffers: these can be moved instead of copied. */
export function buffersOf(data: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(data)) {
    const { buffer, byteLength } = data;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
  } else if (typeof data === "object" && data !== null)
    for (const each of Object.values(data)) buffersOf(each, found);
  return [...found];
}
