/**
 * A median and its interval. From six runs on, the interval is the percentile bootstrap of the median (B. Efron, R.
 * Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13), widened to the distribution-free interval between order
 * statistics: with ten runs the bootstrap alone misses the median more often than it claims. With fewer runs it is the
 * range, and `level` states its coverage: no interval of five runs contains the median with probability 95 %.
 */
import { seededRandom } from "./random.ts";

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
  /** How often such an interval contains the true median: LEVEL, less with few runs, 0 with one. */
  readonly level: number;
}

export const LEVEL = 0.95;
/** From so many runs on the range contains the median with more than LEVEL: 1 − 2^(1−6) = 0.969. */
export const FEWEST_FOR_LEVEL = 6;
const RESAMPLES = 1000;
const SEED = 20110;

/** @throws RangeError without values, or if one is not finite. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("median: there are no values");
  const sorted = ascending(values);
  return middle(sorted, (k) => k);
}

/** Null without values. The same values give the same interval in any order. @throws RangeError as `median`. */
export function estimate(values: readonly number[]): Estimate | null {
  const runs = values.length;
  if (runs === 0) return null;
  const sorted = ascending(values);
  const [least, most] = [sorted[0]!, sorted[runs - 1]!];
  const value = middle(sorted, (k) => k);
  if (runs < FEWEST_FOR_LEVEL)
    return { value, low: least, high: most, runs, level: rangeLevel(runs) };
  if (least === most) return { value, low: value, high: value, runs, level: LEVEL };
  const medians = resampledMedians(sorted);
  const tail = (1 - LEVEL) / 2;
  const [from, to] = orderStatistics(runs);
  return {
    value,
    low: Math.min(quantile(medians, tail), sorted[from]!),
    high: Math.max(quantile(medians, 1 - tail), sorted[to]!),
    runs,
    level: LEVEL,
  };
}

/** 1 − 2^(1−n): all n runs are on one side of the median with probability 2^(1−n). */
const rangeLevel = (runs: number): number => 1 - 2 ** (1 - runs);

/**
 * The narrowest symmetric [x_(from), x_(to)] that contains the median with at least LEVEL, whatever the distribution:
 * P(fewer than k+1 of n runs are below it) ≤ (1 − LEVEL)/2.
 */
export function orderStatistics(runs: number): readonly [from: number, to: number] {
  let below = 0.5 ** runs;
  let term = below;
  let from = 0;
  while (true) {
    term *= (runs - from) / (from + 1);
    if (below + term > (1 - LEVEL) / 2) return [from, runs - 1 - from];
    below += term;
    from++;
  }
}

/** Ascending. A resample counts how often each order statistic occurs, so that it need not be sorted. */
function resampledMedians(sorted: readonly number[]): readonly number[] {
  const n = sorted.length;
  const random = seededRandom(SEED);
  const times = new Uint32Array(n);
  const medians = Array.from({ length: RESAMPLES }, () => {
    times.fill(0);
    for (let k = 0; k < n; k++) times[Math.floor(random() * n)]!++;
    return middle(sorted, (k) => {
      let index = 0;
      for (let seen = times[0]!; seen <= k; seen += times[index]!) index++;
      return index;
    });
  });
  return medians.sort((a, b) => a - b);
}

/** The median of the values at the indices at(0) ≤ … ≤ at(n−1). */
function middle(sorted: readonly number[], at: (k: number) => number): number {
  const n = sorted.length;
  const half = n >> 1;
  const upper = sorted[at(half)]!;
  return n % 2 === 1 ? upper : (sorted[at(half - 1)]! + upper) / 2;
}

/** A quantile, interpolated linearly between order statistics. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return a + (b - a) * (place - below);
}

function ascending(values: readonly number[]): number[] {
  const wrong = values.find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new RangeError(`a finite value is expected, not ${wrong}`);
  return [...values].sort((a, b) => a - b);
}
