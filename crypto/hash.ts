import type { Suite } from "./suite.ts";

const utf8 = new TextEncoder();

/** A part of a hash: text, bytes, or a non-negative safe integer (8 bytes little-endian). */
export type Part = string | Uint8Array | number;

/**
 * SHA-256 of a label and parts. The label contains its version ("spdz-lab/commit/v1"). Each part is
 * preceded by its length, and the number of parts is hashed too, so no two lists collide by shape. The type
 * of a part (text, bytes, integer) is not hashed: the label fixes it for each position.
 */
export function hash(suite: Suite, label: string, ...parts: readonly Part[]): Uint8Array {
  const state = suite.sha256().update(word(parts.length));
  for (const part of [label, ...parts]) {
    const bytes = toBytes(part);
    state.update(word(bytes.length)).update(bytes);
  }
  return state.digest();
}

/** True if both have the same length and bytes. For public values only, as it stops early. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

function toBytes(part: Part): Uint8Array {
  if (typeof part === "string") return utf8.encode(part);
  return typeof part === "number" ? word(part) : part;
}

function word(x: number): Uint8Array {
  if (!Number.isSafeInteger(x) || x < 0)
    throw new RangeError(`hash: not a length or counter: ${x}`);
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, x % 2 ** 32, true);
  view.setUint32(4, Math.floor(x / 2 ** 32), true);
  return out;
}
