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

/** How far these counts are from equal: the statistic over its bound. */
const biasOfCounts = (counts: Uint32Array, total: number): number =>
  chiSquare(counts, total / counts.length) / chiSquareBound(counts.length - 1);

/** With fewer tuples a cell on average the statistic is not χ². */
const FEWEST = 5;

/**
 * How far the tuples (columns[0][j], columns[1][j], …) of residues mod p are from uniform on F_p^k: the
 * statistic over its bound. Above 1 means biased. RangeError with fewer than 5 tuples a cell on average.
 */
export function biasOf(p: number, columns: readonly BigUint64Array[]): number {
  const cells = p ** columns.length;
  const t = columns[0]!.length;
  if (t < FEWEST * cells) throw new RangeError(`${t} tuples for ${cells} cells`);
  const counts = new Uint32Array(cells);
  for (let j = 0; j < t; j++) counts[cellOf(p, columns, j)]!++;
  return biasOfCounts(counts, t);
}

/**
 * The same of the tuples beside which `given` holds x, for each residue x mod p in turn; 0 for one beside which there are
 * fewer than 5 tuples a cell on average.
 */
export function biasesGiven(
  p: number,
  given: BigUint64Array,
  columns: readonly BigUint64Array[],
): number[] {
  const cells = p ** columns.length;
  const counts = new Uint32Array(p * cells);
  const totals = new Uint32Array(p);
  for (let j = 0; j < given.length; j++) {
    const x = Number(given[j]!);
    totals[x]!++;
    counts[x * cells + cellOf(p, columns, j)]!++;
  }
  return Array.from(totals, (total, x) =>
    total < FEWEST * cells ? 0 : biasOfCounts(counts.subarray(x * cells, (x + 1) * cells), total),
  );
}

/** The number of the j-th tuple, among all p^k. */
function cellOf(p: number, columns: readonly BigUint64Array[], j: number): number {
  let cell = 0;
  for (const column of columns) cell = cell * p + Number(column[j]!);
  return cell;
}
