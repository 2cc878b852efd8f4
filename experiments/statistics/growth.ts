/** How cost grows: the exponent e of cost ≈ c·xᵉ, fitted for each repetition. */
import type { ByRepetition } from "./cells.ts";
import { type Estimate, estimate, median } from "./estimate.ts";

export interface Growth {
  readonly exponent: Estimate;
  readonly from: number;
  readonly to: number;
  readonly points: number;
  /** The largest factor between a point's median and the fitted power. If it is near 1, the cost is a power of x. */
  readonly departure: number;
}

/** Costs at one x. */
export interface Point {
  readonly x: number;
  readonly costs: ByRepetition;
}

/** The x over which costs are fitted. For parties it is the number of peers, n − 1, because a party works with each. */
export const fittedAt = (axis: string, value: number): number =>
  axis === "parties" ? value - 1 : value;

/** The slope of log cost over log x by least squares, for every repetition that all points have. */
export function exponents(points: readonly Point[]): ByRepetition {
  const usable = points.filter(({ x, costs }) => x > 0 && costs.size > 0);
  if (new Set(usable.map(({ x }) => x)).size < 2) return new Map();
  const repetitions = [...usable[0]!.costs.keys()].filter((r) =>
    usable.every(({ costs }) => (costs.get(r) ?? 0) > 0),
  );
  return new Map(repetitions.map((r) => [r, fit(usable, ({ costs }) => costs.get(r)!).slope]));
}

/** Null with fewer than two x, or without a repetition that all have. */
export function growth(points: readonly Point[]): Growth | null {
  const fitted = exponents(points);
  const exponent = estimate([...fitted.values()]);
  if (exponent === null) return null;
  const usable = points.filter(({ x, costs }) => x > 0 && costs.size > 0);
  // Only fitted repetitions count. Others may have cost 0, which has no logarithm.
  const typical = ({ costs }: Point) => median([...fitted.keys()].map((r) => costs.get(r)!));
  const { slope, intercept } = fit(usable, typical);
  const departures = usable.map((point) =>
    Math.abs(Math.log(typical(point)) - intercept - slope * Math.log(point.x)),
  );
  const xs = usable.map(({ x }) => x);
  return {
    exponent,
    from: Math.min(...xs),
    to: Math.max(...xs),
    points: new Set(xs).size,
    departure: Math.exp(Math.max(...departures)),
  };
}

function fit(points: readonly Point[], cost: (point: Point) => number) {
  const mean = (f: (point: Point) => number) =>
    points.reduce((sum, point) => sum + f(point), 0) / points.length;
  const x = (point: Point) => Math.log(point.x);
  const y = (point: Point) => Math.log(cost(point));
  const [meanX, meanY] = [mean(x), mean(y)];
  const slope = mean((p) => (x(p) - meanX) * (y(p) - meanY)) / mean((p) => (x(p) - meanX) ** 2);
  return { slope, intercept: meanY - slope * meanX };
}
