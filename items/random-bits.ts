/** Draws bits in the clear, for a dealer and for the tests' model. */
import type { Vector } from "../algebra/field.ts";
import type { Prg } from "../crypto/prg.ts";

/** `count` uniform elements of {0, 1}. */
export function randomBits(coins: Prg, count: number): Vector {
  const bits = new BigUint64Array(count);
  const halves = new Uint32Array(bits.buffer);
  const bytes = coins.bytes(Math.ceil(count / 8));
  for (let j = 0; j < count; j++) halves[2 * j] = (bytes[j >>> 3]! >>> (j & 7)) & 1;
  return bits;
}
