/**
 * Shifts and bits of opened values, as pairs of 32-bit words: the same steps whatever the value, since an
 * opened value is unchecked until an output and nothing may branch on it.
 */
import type { Vector } from "../algebra/field.ts";

const words = (v: Vector) => new Uint32Array(v.buffer, v.byteOffset, 2 * v.length);

/** c_j >> f, 0 ≤ f ≤ 63. */
export function shiftRight(c: Vector, f: number): Vector {
  const out = new BigUint64Array(c.length);
  const from = words(c);
  const to = words(out);
  for (let j = 0; j < from.length; j += 2) {
    const low = from[j]!;
    const high = from[j + 1]!;
    to[j] = f === 0 ? low : f < 32 ? (low >>> f) | (high << (32 - f)) : high >>> (f - 32);
    to[j + 1] = f < 32 ? high >>> f : 0;
  }
  return out;
}

/** c_j + p as an integer, not reduced; p < 2^63. */
export function plusPrime(c: Vector, p: bigint): Vector {
  const out = new BigUint64Array(c.length);
  const from = words(c);
  const to = words(out);
  const low = Number(p & 0xffffffffn);
  const high = Number(p >> 32n);
  for (let j = 0; j < from.length; j += 2) {
    const sum = from[j]! + low;
    to[j] = sum;
    to[j + 1] = from[j + 1]! + high + (sum > 0xffffffff ? 1 : 0);
  }
  return out;
}

/** Bit i of every c_j, as 0 or 1. */
export function bitOf(c: Vector, i: number): Vector {
  const out = new BigUint64Array(c.length);
  const from = words(c);
  const to = words(out);
  const word = i >> 5;
  for (let j = 0; j < from.length; j += 2) to[j] = (from[j + word]! >>> (i & 31)) & 1;
  return out;
}
