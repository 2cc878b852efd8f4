/**
 * What a party that stops still owes (Transport.owe): messages that it sends with its last word, in one frame. Each
 * message is encoded as   tag length u16 | tag | length u16 | message.   Integers are little-endian.
 */
import { MAX_DEBTS, MAX_FRAME_BYTES, MAX_TAG_BYTES } from "./limits.ts";

export interface Debt {
  readonly tag: string;
  /** At most 65,535 bytes. */
  readonly message: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
/** Bytes of a frame that are left for its head and the code. */
const RESERVED_BYTES = 16;

/**
 * Encodes the first debts, as many as fit into a frame. No party owes more to a peer that asks for what it is owed.
 * A peer that does not ask cannot prevent us from saying that we stop.
 */
export function encodeDebts(debts: readonly Debt[]): Uint8Array {
  const parts: { readonly tag: Uint8Array; readonly message: Uint8Array }[] = [];
  let length = 0;
  for (const { tag: text, message } of debts.slice(0, MAX_DEBTS)) {
    const tag = encoder.encode(text);
    if (length + 4 + tag.length + message.length > MAX_FRAME_BYTES - RESERVED_BYTES) break;
    length += 4 + tag.length + message.length;
    parts.push({ tag, message });
  }
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { tag, message } of parts)
    for (const part of [tag, message]) {
      if (part.length > 0xffff) throw new RangeError(`a debt of ${part.length} bytes`);
      view.setUint16(at, part.length, true);
      out.set(part, at + 2);
      at += 2 + part.length;
    }
  return out;
}

/** Parses totally: bytes that `encodeDebts` does not write are a RangeError. */
export function parseDebts(raw: Uint8Array): Debt[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  let at = 0;
  const part = (): Uint8Array => {
    const end = at + 2 <= raw.length ? at + 2 + view.getUint16(at, true) : raw.length + 1;
    if (end > raw.length) throw new RangeError("a last word that is cut short");
    const bytes = raw.subarray(at + 2, end);
    at = end;
    return bytes;
  };
  const debts: Debt[] = [];
  while (at < raw.length) {
    if (debts.length >= MAX_DEBTS) throw new RangeError(`more than ${MAX_DEBTS} debts`);
    const tag = part();
    if (tag.length > MAX_TAG_BYTES) throw new RangeError(`a tag of ${tag.length} bytes`);
    debts.push({ tag: decodeTag(tag), message: part().slice() });
  }
  return debts;
}

function decodeTag(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RangeError("a tag that is not UTF-8");
  }
}
