/** The time that operations do not account for: a factor on them, and a time for each slice and each byte sent. */

export interface WholeRun {
  readonly name: string;
  /** Modelled nanoseconds of the counted operations. */
  readonly operations: number;
  readonly slices: number;
  readonly bytes: number;
  /** Measured nanoseconds. */
  readonly took: number;
}

export interface Remainder {
  readonly overhead: number;
  readonly slice: number;
  readonly byte: number;
}

/** Steps of the descent. It converges in far fewer. */
const STEPS = 20_000;

/**
 * Fits took = overhead·operations + slice·slices + byte·bytes by least squares of relative errors, with overhead ≥ 1
 * and the others ≥ 0. Coordinate descent reaches the only optimum of a convex problem with bounds.
 */
export function fitRemainder(runs: readonly WholeRun[]): Remainder {
  const rows = runs.map(({ operations, slices, bytes, took }) =>
    [operations, slices, bytes].map((x) => x / took),
  );
  const least = [1, 0, 0];
  const x = [...least];
  for (let step = 0; step < STEPS; step++) {
    const j = step % x.length;
    let [up, down] = [0, 0];
    for (const row of rows) {
      const others = row.reduce((sum, a, k) => sum + (k === j ? 0 : a * x[k]!), 0);
      up += row[j]! * (1 - others);
      down += row[j]! ** 2;
    }
    x[j] = down === 0 ? least[j]! : Math.max(least[j]!, up / down);
  }
  const [overhead, slice, byte] = x as [number, number, number];
  return {
    overhead: Number(overhead.toFixed(3)),
    slice: Math.round(slice),
    byte: Number(byte.toPrecision(4)),
  };
}

/** "…: 55.6 ms measured, 42.2 ms modelled (-24 %)" */
export function describeFit(
  { name, operations, slices, bytes, took }: WholeRun,
  { overhead, slice, byte }: Remainder,
): string {
  const modelled = overhead * operations + slice * slices + byte * bytes;
  const ms = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`;
  const error = ((100 * (modelled - took)) / took).toFixed(0);
  return `${name}: ${ms(took)} measured, ${ms(modelled)} modelled (${error} %)`;
}
