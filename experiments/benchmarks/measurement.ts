/** What every benchmark in this folder takes and gives. */

export interface BenchOptions {
  /** Repetitions of each case; at least 5 for a figure that is quoted. */
  readonly runs: number;
  /** Small sizes, to see that it works. */
  readonly quick?: boolean;
  /** Only the cases whose name contains this. */
  readonly only?: string;
}

/** One case, summed up over its runs. */
export interface Measurement {
  readonly bench: string;
  readonly case: string;
  /** Parties; 1 where nothing is sent. */
  readonly n: number;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** The middle of the values, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Is called for each case once it is measured. The command prints it, because a benchmark takes minutes. */
export const listener = { measured: (_: Measurement): void => undefined };

/** Sums up the values of a case's runs. */
export function measurement(
  bench: string,
  name: string,
  n: number,
  unit: string,
  values: readonly number[],
): Measurement {
  const summary = {
    bench,
    case: name,
    n,
    unit,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    runs: values.length,
  };
  listener.measured(summary);
  return summary;
}

/** A case that both records have, and whether all runs of one lie above all runs of the other. */
export interface Comparison {
  readonly case: string;
  /** The new median over the old one. */
  readonly ratio: number;
  readonly beyondNoise: boolean;
}

export function compare(
  before: readonly Measurement[],
  after: readonly Measurement[],
): Comparison[] {
  return after.flatMap((now) => {
    const old = before.find((m) => m.bench === now.bench && m.case === now.case && m.n === now.n);
    if (old === undefined || old.unit !== now.unit) return [];
    const beyondNoise = now.min > old.max || now.max < old.min;
    return [{ case: `${now.bench} ${now.case}`, ratio: now.median / old.median, beyondNoise }];
  });
}
