/**
 * A permutation that one party draws and keeps secret.
 *
 *   source     Durstenfeld, Communications of the ACM 1964: from the last row on, each changes places with a row before it
 *              or itself
 *   security   no time depends on what is drawn but by addresses: rows that change places are found by secret indices, and
 *              a cache shows those. Remainders are of doubles, which some machines divide in a time that depends on them
 */
import type { Vector } from "../../algebra/field.ts";

/** Uniform elements that each draw takes. */
export const DRAWS = 2;

/**
 * A permutation of so many rows, from (rows − 1)·DRAWS uniform elements mod p: source_j of each j. For up to 2^20 rows
 * remainders stay whole numbers of a double.
 */
export function permutationFrom(uniform: Vector, rows: number, p: bigint): Uint32Array {
  const source = Uint32Array.from({ length: rows }, (_, j) => j);
  const words = new Uint32Array(uniform.buffer, uniform.byteOffset, 2 * uniform.length);
  const remainder = (k: number, d: number) =>
    ((words[2 * k + 1]! % d) * 2 ** 32 + words[2 * k]!) % d;
  for (let last = rows - 1, k = 0; last > 0; last--, k += DRAWS) {
    const d = last + 1;
    // x·p + y mod d, of a number that is uniform below p².
    const at = (remainder(k, d) * Number(p % BigInt(d)) + remainder(k + 1, d)) % d;
    const swapped = source[at]!;
    source[at] = source[last]!;
    source[last] = swapped;
  }
  return source;
}
