/**
 * Shifts and bits of integers below 2^64, as pairs of 32-bit words. The steps do not depend on the values, so
 * secrets and opened values that are still unchecked may pass through.
 */
import type { Vector } from "./field.ts";

const words = (v: Vector) => new Uint32Array(v.buffer, v.byteOffset, 2 * v.length);

/** c_j >> f, 0 ≤ f ≤ 63. */
export function shiftRight(c: Vector, f: number): Vector {
  const out = new BigUint64Array(c.length);
  if (f === 0) out.set(c);
  else if (f < 32) shiftBelow32(words(c), words(out), f);
  else shiftFrom32(words(c), words(out), f - 32);
  return out;
}

function shiftBelow32(from: Uint32Array, to: Uint32Array, f: number): void {
  const back = 32 - f;
  for (let j = 0; j < to.length; j += 2) {
    to[j] = (from[j]! >>> f) | (from[j + 1]! << back);
    to[j + 1] = from[j + 1]! >>> f;
  }
}

function shiftFrom32(from: Uint32Array, to: Uint32Array, f: number): void {
  for (let j = 0; j < to.length; j += 2) to[j] = from[j + 1]! >>> f;
}

/** c_j mod 2^f, 0 ≤ f ≤ 32. */
export function lowBits(c: Vector, f: number): Vector {
  const out = new BigUint64Array(c.length);
  const from = words(c);
  const to = words(out);
  const mask = f === 32 ? 0xffffffff : 2 ** f - 1;
  for (let j = 0; j < to.length; j += 2) to[j] = from[j]! & mask;
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

/** Bit i of every c_j, as 0 or 1; 0 ≤ i ≤ 63. */
export function bitOf(c: Vector, i: number): Vector {
  const out = new BigUint64Array(c.length);
  const from = words(c);
  const to = words(out);
  const word = i >>> 5;
  const shift = i & 31;
  for (let j = 0; j < to.length; j += 2) to[j] = (from[j + word]! >>> shift) & 1;
  return out;
}

/** The low words, as numbers; of c_j < 2^32 these are c_j. */
export function asIndices(c: Vector): Uint32Array {
  const from = words(c);
  return Uint32Array.from({ length: c.length }, (_, j) => from[2 * j]!);
}
