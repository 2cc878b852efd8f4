/**
 * Pearson's test of uniformity. Each check raises a false alarm with probability below 10^-9 (and the tests
 * are seeded, so one that passes keeps passing); fewer than a thousand checks stay below 10^-6 together.
 */

/** Standard deviations of the Wilson–Hilferty bound: one-sided 10^-9. */
const Z = 6;

/** The value that a χ² variable of so many degrees of freedom exceeds with probability below 10^-9. */
export function chiSquareBound(degrees: number): number {
  const v = 2 / (9 * degrees);
  return degrees * (1 - v + Z * Math.sqrt(v)) ** 3;
}

/** Σ (observed − expected)²/expected over all cells. */
export const chiSquare = (counts: ArrayLike<number>, expected: number): number =>
  Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

/**
 * How far the tuples (columns[0][j], columns[1][j], …) of residues mod p are from uniform on F_p^k: the
 * statistic over its bound. Above 1 means biased. RangeError with fewer than 5 tuples a cell on average.
 */
export function biasOf(p: number, columns: readonly BigUint64Array[]): number {
  const cells = p ** columns.length;
  const t = columns[0]!.length;
  if (t < 5 * cells) throw new RangeError(`${t} tuples for ${cells} cells`);
  const counts = new Uint32Array(cells);
  for (let j = 0; j < t; j++) {
    let cell = 0;
    for (const column of columns) cell = cell * p + Number(column[j]!);
    counts[cell]!++;
  }
  return chiSquare(counts, t / cells) / chiSquareBound(cells - 1);
}
