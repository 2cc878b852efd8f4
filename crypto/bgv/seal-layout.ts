/**
 * The layout of what SEAL saves without compression, little-endian, as measured with node-seal 7.0.0. Words are u64.
 * Residues are below 2^53 and are passed as f64, so a secret is never a bigint.
 */

/** Byte offsets in a ciphertext; after the header, N words per prime of c0, then of c1. */
export const CIPHERTEXT = { isNtt: 48, correction: 81, data: 113 } as const;
/** Byte offsets in a secret key or a plaintext. */
export const KEY_OR_PLAINTEXT = { count: 48, data: 88 } as const;

const HIGH = 2 ** 32;

/** `count` words from byte `at` on. RangeError if there are too few bytes. */
export function readWords(bytes: Uint8Array, at: number, count: number): Float64Array<ArrayBuffer> {
  const halves = new Uint32Array(bytes.slice(at, at + 8 * count).buffer);
  if (halves.length !== 2 * count) throw new RangeError(`SEAL: ${bytes.length} bytes`);
  const out = new Float64Array(count);
  for (let k = 0; k < count; k++) out[k] = halves[2 * k]! + HIGH * halves[2 * k + 1]!;
  halves.fill(0);
  return out;
}

/** Writes non-negative integers below 2^53 as words from byte `at` on. */
export function writeWords(bytes: Uint8Array, at: number, values: Float64Array): void {
  const halves = new Uint32Array(2 * values.length);
  for (let k = 0; k < values.length; k++) {
    halves[2 * k] = values[k]! % HIGH;
    halves[2 * k + 1] = Math.floor(values[k]! / HIGH);
  }
  bytes.set(new Uint8Array(halves.buffer), at);
  halves.fill(0);
}

/** A saved plaintext's coefficients. SEAL omits zeros at the end. */
export function coefficientsOf(
  saved: Uint8Array<ArrayBuffer>,
  degree: number,
): BigUint64Array<ArrayBuffer> {
  const view = new DataView(saved.buffer, saved.byteOffset);
  const count = view.getUint32(KEY_OR_PLAINTEXT.count, true);
  const from = KEY_OR_PLAINTEXT.data;
  const out = new BigUint64Array(degree);
  out.set(new BigUint64Array(saved.slice(from, from + 8 * count).buffer));
  return out;
}
