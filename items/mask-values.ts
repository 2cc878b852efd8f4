/** Draws bits, and masks with bits, in the clear, for a dealer and for the tests' model. */
import type { Field, Vector } from "../algebra/field.ts";
import type { Prg } from "../crypto/prg.ts";
import type { KindTerm } from "./kind.ts";

/** r has p − 1 of the p values, so each mask is 1/p from uniform. That much is learnt of what it hides. */
export const MASK_TERM: KindTerm = {
  ...{ name: "masks", rule: "adds", of: "use" },
  bound: { numerator: 1, over: "p" },
};

/** `count` uniform elements of {0, 1}. */
export function randomBits(coins: Prg, count: number): Vector {
  const bits = new BigUint64Array(count);
  const halves = new Uint32Array(bits.buffer);
  const bytes = coins.bytes(Math.ceil(count / 8));
  for (let j = 0; j < count; j++) halves[2 * j] = (bytes[j >>> 3]! >>> (j & 7)) & 1;
  return bits;
}

/** `count` uniform integers of [0, p−2]: a draw of p−1 is drawn again. */
export function maskValues(field: Field, coins: Prg, count: number): Vector {
  const r = coins.elements(field, count);
  const excluded = field.p - 1n;
  for (let j = r.indexOf(excluded); j >= 0; j = r.indexOf(excluded, j))
    r.set(coins.elements(field, 1), j);
  return r;
}
