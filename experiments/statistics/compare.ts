/**
 * Which cells of two folders differ beyond noise.
 *
 * Times: a machine drifts between two sessions, and no run within one of them shows it. So a change is called only
 * where every drift up to a stated factor d (by default 1.1) is refuted: b's times divided by d are still larger than
 * a's, or times d still smaller, by the exact rank-sum test in each direction. All tests of a comparison together are
 * right with probability 95 % (Holm). Proof: let each time be x·u with 1 ≤ u ≤ d and x exchangeable. Then b/d ≤ x ≤ a
 * pointwise, so that the test rejects at most as often as for equal distributions. Ranks do not depend on heavy tails.
 *
 * Counts (bytes, rounds, messages) that are constant in both folders differ exactly or not at all. Counts that vary are
 * tested as times are, with d = 1.
 */
import { type CellRuns, estimateOf, series } from "./cells.ts";
import { type Estimate, LEVEL, median } from "./estimate.ts";
import { type Metric, metricOf } from "./metrics.ts";
import { chanceOfLarger, leastChance } from "./rank-test.ts";

export interface CompareOptions {
  /** The factor d from above, at least 1. */
  readonly drift?: number;
  readonly metrics?: readonly string[];
}

const VERDICTS = ["more", "less", "same", "too few runs"] as const;
/** How b compares with a. "same": no difference beyond noise and drift. */
export type Verdict = (typeof VERDICTS)[number];

export interface Difference {
  readonly cell: CellRuns["cell"];
  readonly source: CellRuns["source"];
  readonly labels: readonly string[];
  readonly metric: Metric;
  readonly a: Estimate;
  readonly b: Estimate;
  /** The median of b over that of a; null where a's is 0. */
  readonly ratio: number | null;
  /** The two-sided p-value after Holm's correction, at most 1; 0 or 1 for constant counts. */
  readonly chance: number;
  readonly verdict: Verdict;
}

export interface Comparison {
  readonly drift: number;
  readonly tests: number;
  readonly differences: readonly Difference[];
  /** Cells that have successful runs in one folder only. */
  readonly onlyA: readonly CellRuns[];
  readonly onlyB: readonly CellRuns[];
  /** The median of the ratios of all times. It shows a drift of the machine, or a change of everything. */
  readonly overall: number | null;
}

export const DEFAULT_DRIFT = 1.1;
export const COMPARED = [
  "keysMs",
  "offlineMs",
  "onlineMs",
  "bytes",
  "rounds",
  "peakMemoryBytes",
] as const;

interface Tested extends Omit<Difference, "chance" | "verdict"> {
  /** The smaller of the two one-sided p-values, doubled; null for constant counts. */
  readonly raw: number | null;
  /** The direction of the difference. */
  readonly way: "more" | "less";
  /** The smallest value that `raw` can have with so many runs. */
  readonly least: number;
}

/** @throws RangeError for a drift below 1 or an unknown metric. */
export function compare(
  a: readonly CellRuns[],
  b: readonly CellRuns[],
  { drift = DEFAULT_DRIFT, metrics = COMPARED }: CompareOptions = {},
): Comparison {
  if (!(drift >= 1)) throw new RangeError(`drift is a factor of at least 1, not ${drift}`);
  const chosen = metrics.map((name) => {
    const metric = metricOf(name);
    if (metric === null) throw new RangeError(`there is no metric "${name}"`);
    return metric;
  });
  const key = ({ source, cell }: CellRuns) => `${source} ${cell.id}`;
  const withRuns = (cells: readonly CellRuns[]) => cells.filter(({ ok }) => ok.length > 0);
  const others = new Map(withRuns(b).map((cell) => [key(cell), cell]));
  const shared = withRuns(a).flatMap((cell) => {
    const other = others.get(key(cell));
    return other === undefined ? [] : [[cell, other] as const];
  });
  const known = new Set(shared.map(([cell]) => key(cell)));
  const tested = shared.flatMap(([cell, other]) =>
    chosen.flatMap((metric) => test(cell, other, metric, drift)),
  );
  const times = tested.filter(({ metric, ratio }) => metric.unit === "ms" && ratio !== null);
  return {
    drift,
    tests: tested.filter(({ raw }) => raw !== null).length,
    differences: corrected(tested),
    onlyA: withRuns(a).filter((cell) => !known.has(key(cell))),
    onlyB: withRuns(b).filter((cell) => !known.has(key(cell))),
    overall: times.length === 0 ? null : median(times.map(({ ratio }) => ratio!)),
  };
}

function test(cell: CellRuns, other: CellRuns, metric: Metric, drift: number): readonly Tested[] {
  const [a, b] = [estimateOf(cell, metric), estimateOf(other, metric)];
  if (a === null || b === null) return [];
  const common = {
    cell: cell.cell,
    source: cell.source,
    labels: [...new Set([...cell.labels, ...other.labels])],
    metric,
    a,
    b,
    ratio: a.value === 0 ? null : b.value / a.value,
  };
  // Times of the model do not drift, because no machine makes them.
  const timed = metric.timed && !(cell.source === "model" && metric.unit === "ms");
  const constant = a.low === a.high && b.low === b.high;
  const way = b.value > a.value ? "more" : "less";
  if (!timed && constant) return [{ ...common, raw: null, way, least: 0 }];
  const [x, y] = [series(cell, metric), series(other, metric)].map((s) => [...s.values()]);
  const d = timed ? drift : 1;
  const larger = chanceOfLarger(
    x!,
    y!.map((value) => value / d),
  );
  const smaller = chanceOfLarger(
    y!.map((value) => value * d),
    x!,
  );
  return [
    {
      ...common,
      raw: Math.min(1, 2 * Math.min(larger, smaller)),
      way: larger < smaller ? "more" : "less",
      least: Math.min(1, 2 * leastChance(a.runs, b.runs)),
    },
  ];
}

/** Holm's step-down: the k-th smallest of m p-values times m − k + 1, never below the one before. */
function corrected(tested: readonly Tested[]): readonly Difference[] {
  const uncertain = tested.filter((t) => t.raw !== null).sort((a, b) => a.raw! - b.raw!);
  const chances = new Map<Tested, number>();
  uncertain.reduce((before, t, k) => {
    const chance = Math.max(before, Math.min(1, t.raw! * (uncertain.length - k)));
    chances.set(t, chance);
    return chance;
  }, 0);
  return tested.map((t) => {
    const { raw, way, least, ...rest } = t;
    if (raw === null) {
      const equal = rest.a.value === rest.b.value;
      return { ...rest, chance: equal ? 1 : 0, verdict: equal ? "same" : way };
    }
    const chance = chances.get(t)!;
    // Among so many tests even runs that do not overlap at all would not suffice.
    const hopeless = least * uncertain.length > 1 - LEVEL;
    return {
      ...rest,
      chance,
      verdict: chance <= 1 - LEVEL ? way : hopeless ? "too few runs" : "same",
    };
  });
}
