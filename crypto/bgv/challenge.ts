/**
 * The challenges of the proofs: a matrix W with a row for each mask and a column for each statement. An entry
 * e in [0, 2N) stands for X^e; for e ≥ N this is −X^(e−N). NO_TERM stands for 0.
 */
import type { Prg } from "../prg.ts";

/** An entry that is 0. */
export const NO_TERM = -1;

/** One row of W. */
export type ChallengeRow = Int32Array<ArrayBuffer>;

/**
 * Uniform over {0, ±X^j : 0 ≤ j < N}, row by row. A draw has 2N + 1 values: 0 stands for 0, k for
 * (−1)^⌊(k−1)/N⌋·X^((k−1) mod N). Draws use rejection, so there is no modulo bias.
 */
export function monomialChallenges(
  coins: Prg,
  degree: number,
  rows: number,
  columns: number,
): ChallengeRow[] {
  const draws = coins.below(2 * degree + 1, rows * columns);
  return Array.from({ length: rows }, (_, l) =>
    Int32Array.from(draws.subarray(l * columns, (l + 1) * columns), (k) =>
      k === 0 ? NO_TERM : k - 1,
    ),
  );
}

/**
 * Uniform over {0, 1}, one column. Proofs of constants use them, since a product with X^j is not a constant. Proofs of
 * keys use them, since a key's witness must not grow by a doubling.
 */
export function binaryChallenges(coins: Prg, rows: number): ChallengeRow[] {
  return Array.from(coins.below(2, rows), (bit) => Int32Array.of(bit === 0 ? NO_TERM : 0));
}
