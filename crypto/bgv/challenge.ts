/**
 * The challenges of the proofs: a matrix W with a row for each mask and a column for each statement. An entry
 * is an exponent: e in [0, 2N) stands for X^e, which from N on is −X^(e−N), and NO_TERM for 0.
 */
import type { Prg } from "../prg.ts";

/** An entry that is 0. */
export const NO_TERM = -1;

/** One row of W. */
export type ChallengeRow = Int32Array<ArrayBuffer>;

/**
 * Uniform over {0, ±X^j : 0 ≤ j < N}, row by row: of the 2N + 1 values of a draw, 0 is 0 and k is
 * (−1)^⌊(k−1)/N⌋·X^((k−1) mod N). By rejection: no modulo bias.
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
 * Uniform over {0, 1}, one column: for witnesses that a product with X^j would leave the statement with, as a
 * constant, and for statements whose witness must not grow by a doubling, as a key.
 */
export function binaryChallenges(coins: Prg, rows: number): ChallengeRow[] {
  return Array.from(coins.below(2, rows), (bit) => Int32Array.of(bit === 0 ? NO_TERM : 0));
}
