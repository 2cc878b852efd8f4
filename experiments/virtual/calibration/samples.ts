/** Times of operations, by size, and a line fitted to them. */
import type { WorkObserver } from "../../../algebra/work.ts";

export interface Cost {
  readonly fixed: number;
  readonly perUnit: number;
}

/** So many times are kept for each operation and size, enough for a quantile. */
const MOST = 400;
/** LOCAL: this quantile of the times of one size counts. Larger times contain disturbances. */
const QUANTILE = 0.25;

export class Samples {
  /** Nanoseconds, by operation and size. */
  readonly #times = new Map<string, Map<number, number[]>>();
  #within = false;

  /** Times outermost operations only. */
  readonly observer: WorkObserver = (operation, size, run) => {
    if (this.#within) return run();
    this.#within = true;
    const began = performance.now();
    try {
      return run();
    } finally {
      this.#within = false;
      this.#add(operation, size, (performance.now() - began) * 1e6);
    }
  };

  #add(operation: string, size: number, nanoseconds: number): void {
    const sizes = this.#times.get(operation) ?? new Map<number, number[]>();
    this.#times.set(operation, sizes);
    const times = sizes.get(size) ?? [];
    sizes.set(size, times);
    if (times.length < MOST) times.push(nanoseconds);
  }

  /** The costs by operation, sorted by name. */
  costs(): Record<string, Cost> {
    const lines = [...this.#times].map(([operation, sizes]): [string, Cost] => {
      const points = [...sizes].map(([size, times]) => [size, quantile(times, QUANTILE)] as const);
      return [operation, rounded(lineOf(operation)(points))];
    });
    return Object.fromEntries(lines.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/**
 * Kernels of the ring are called on thousands of coefficients. Compared with those a call's fixed time is negligible.
 */
const lineOf = (operation: string) => (operation.startsWith("ring/") ? throughOrigin : lineThrough);

type Points = readonly (readonly [number, number])[];

/** The value that has this part of all values below it. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))]!;
}

/**
 * Fits y = fixed + perUnit·x with neither below 0, by least squares of relative errors, so that small sizes matter as
 * much as large ones. With one size only, all cost is per unit, or fixed if the size is 0.
 */
export function lineThrough(points: Points): Cost {
  const used = points.filter(([, y]) => y > 0);
  if (used.length === 0) return { fixed: 0, perUnit: 0 };
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of used) {
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  const determinant = w * wxx - wx * wx;
  const alone = wxx === 0 ? { fixed: wy / w, perUnit: 0 } : throughOrigin(used);
  if (new Set(used.map(([x]) => x)).size === 1 || determinant <= 0) return alone;
  const perUnit = (w * wxy - wx * wy) / determinant;
  const fixed = (wy - perUnit * wx) / w;
  if (fixed < 0) return alone;
  return perUnit < 0 ? { fixed: wy / w, perUnit: 0 } : { fixed, perUnit };
}

/** Rounds to four digits. */
export const rounded = ({ fixed, perUnit }: Cost): Cost => ({
  fixed: Number(fixed.toPrecision(4)),
  perUnit: Number(perUnit.toPrecision(4)),
});

/** The same with fixed = 0. */
function throughOrigin(points: Points): Cost {
  let [wxx, wxy] = [0, 0];
  for (const [x, y] of points.filter(([x, y]) => x > 0 && y > 0)) {
    wxx += (x / y) ** 2;
    wxy += x / y;
  }
  return { fixed: 0, perUnit: wxx === 0 ? 0 : wxy / wxx };
}
