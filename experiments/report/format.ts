/**
 * Figures as text: three significant digits, separated thousands, and units that the head of the column does not have.
 */
import { type Estimate, LEVEL } from "../statistics/estimate.ts";
import type { Unit } from "../statistics/metrics.ts";

/** Three significant digits, but all digits before the point. An integer has no point. */
export function figure(x: number): string {
  if (x === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(x)));
  if (size < -4) return x.toExponential(2);
  const digits = Number.isInteger(x) ? 0 : Math.max(0, 2 - size);
  return x.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

const PREFIXES = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;

export function bytes(x: number): string {
  const [size, unit] = PREFIXES.find(([least]) => x >= least) ?? [1, "B"];
  return `${figure(x / size)} ${unit}`;
}

/** A value with its unit if that is bytes; other units are left out. */
export const amount = (x: number, unit: Unit): string => (unit === "bytes" ? bytes(x) : figure(x));

export const percent = (share: number): string => `${figure(share * 100)} %`;

/**
 * "12.3 [11.9, 12.8]"; "12.3 (11.9 … 12.8)" for a range whose coverage is below 95 %; the value alone if all runs
 * agree, or if there is only one.
 */
export function interval(e: Estimate | null, show: (x: number) => string = figure): string {
  if (e === null) return "–";
  const value = show(e.value);
  if (e.low === e.high) return value;
  return e.level >= LEVEL
    ? `${value} [${show(e.low)}, ${show(e.high)}]`
    : `${value} (${show(e.low)} … ${show(e.high)})`;
}

export const INTERVAL_NOTE =
  "[a, b]: 95 % interval of the median; (a … b): smallest and largest of fewer than six runs, which cannot give one.";
