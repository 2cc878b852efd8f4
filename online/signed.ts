/**
 * Signed integers to residues and back, as pairs of 32-bit words. The steps are the same whatever the value and its sign:
 * inputs and private outputs are secret, and bigint arithmetic is not constant time.
 */
import type { Field, Vector } from "../algebra/field.ts";

/** 2^32 */
export const WORD = 2 ** 32;

/** p as words. */
const wordsOf = (p: bigint) => ({ low: Number(p & 0xffffffffn), high: Number(p >> 32n) });

/** Writes the residue of an integer |x| < 2^58 to an element of `out`: x, or x + p where x < 0. */
export function signedInto(field: Field, out: Vector): (j: number, x: number) => void {
  const words = new Uint32Array(out.buffer, out.byteOffset, 2 * out.length);
  const p = wordsOf(field.p);
  return (j, x) => {
    const high = Math.floor(x / WORD);
    const negative = high >> 31;
    const low = x - high * WORD + ((p.low & negative) >>> 0);
    words[2 * j] = low;
    words[2 * j + 1] = high + (p.high & negative) + Math.floor(low / WORD);
  };
}

/** x, or x − p where x > p/2. */
export function signedWords(field: Field, x: Vector): BigInt64Array {
  const out = new BigInt64Array(x.length);
  const from = new Uint32Array(x.buffer, x.byteOffset, 2 * x.length);
  const to = new Uint32Array(out.buffer);
  const p = wordsOf(field.p);
  const half = wordsOf((field.p - 1n) / 2n);
  for (let j = 0; j < from.length; j += 2) {
    const borrow = Math.floor((half.low - from[j]!) / WORD);
    const above = (half.high - from[j + 1]! + borrow) >> 31;
    const low = from[j]! - ((p.low & above) >>> 0);
    to[j] = low;
    to[j + 1] = from[j + 1]! - (p.high & above) + Math.floor(low / WORD);
  }
  return out;
}
