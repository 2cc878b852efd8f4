/** The functions of the language. Each computes one value per repetition. */
import { isSecurity, type Security } from "../../host/party/combination.ts";
import {
  type ByRepetition,
  type CellRuns,
  counterpart,
  ratios,
  series,
} from "../statistics/cells.ts";
import { median } from "../statistics/estimate.ts";
import { exponents, fittedAt } from "../statistics/growth.ts";
import { type Metric, metricOf } from "../statistics/metrics.ts";
import type { Call, Word } from "./language.ts";
import {
  describeSelection,
  differencesOf,
  type Selection,
  select,
  selectorOf,
} from "./selectors.ts";

export interface Records {
  readonly cells: readonly CellRuns[];
  /** The baseline of slowdowns that do not say over=…. */
  readonly baseline: Security;
}

/** The records cannot say; the message tells why. */
export class CannotSay extends Error {}

type Kind = "metric" | "security" | "axis";

export interface Shape {
  readonly usage: string;
  /** The kind of the first argument; METRIC(…) has no such argument. */
  readonly first: Kind;
  /** The named arguments that are not selectors. */
  readonly options: Readonly<Record<string, Kind>>;
  compute(call: Call, first: string, selection: Selection, records: Records): ByRepetition;
}

/** What a slowdown is of, where it does not say of=…. */
export const DEFAULT_SLOWDOWN = "totalMs";

export const FUNCTIONS: Readonly<Record<string, Shape>> = {
  median: {
    usage: "median(METRIC, selectors)",
    options: {},
    first: "metric",
    compute: (_, name, selection, { cells }) => readSeries(one(cells, selection), metricOf(name)!),
  },
  most: extreme("most", (values) => Math.max(...values)),
  least: extreme("least", (values) => Math.min(...values)),
  slowdown: {
    usage: "slowdown(SECURITY, selectors, of=METRIC, over=SECURITY)",
    options: { of: "metric", over: "security" },
    first: "security",
    compute: ({ named, name }, security, selection, { cells, baseline }) => {
      const own = new Map([...selection, ["security", { text: security, at: name.at }]] as const);
      const slow = one(cells, own);
      const over = named.get("over")?.text ?? baseline;
      if (!isSecurity(over)) throw new RangeError(`no security "${over}"`);
      const fast = counterpart(cells, slow, { security: over, ablation: "none" });
      if (fast === undefined) throw new CannotSay(`there is no cell of ${over} to compare with`);
      const metric = metricOf(named.get("of")?.text ?? DEFAULT_SLOWDOWN)!;
      const pairs = ratios(readSeries(slow, metric), readSeries(fast, metric));
      if (pairs.size === 0) throw new CannotSay("no repetition went well in both cells");
      return pairs;
    },
  },
  exponent: {
    usage: "exponent(METRIC, over=parties | args.NAME, selectors)",
    options: { over: "axis" },
    first: "metric",
    compute: ({ named }, name, selection, { cells }) =>
      growing(name, named.get("over")!.text, selection, cells),
  },
};

function extreme(name: string, choose: (values: readonly number[]) => number): Shape {
  return {
    usage: `${name}(METRIC, selectors)`,
    options: {},
    first: "metric",
    compute: (_, metricName, selection, { cells }) => {
      const metric = metricOf(metricName)!;
      const chosen = some(cells, selection).map((cell) => readSeries(cell, metric));
      const typical = chosen.map((values) => median([...values.values()]));
      return chosen[typical.indexOf(choose(typical))]!;
    },
  };
}

function growing(
  name: string,
  over: string,
  selection: Selection,
  cells: readonly CellRuns[],
): ByRepetition {
  const metric = metricOf(name)!;
  const groups = Map.groupBy(some(cells, selection), (cell) => {
    const x = selectorOf(over)!.of(cell);
    if (typeof x !== "number")
      throw new CannotSay(`the cell ${cell.cell.id} has no number ${over}`);
    return x;
  });
  const points = [...groups].map(([x, group]) => {
    if (group.length > 1)
      throw new CannotSay(
        `${group.length} cells at ${over}=${x}, which differ in ${differencesOf(group)}`,
      );
    return { x: fittedAt(over, x), costs: readSeries(group[0]!, metric) };
  });
  const slopes = exponents(points);
  if (slopes.size === 0) throw new CannotSay(`fewer than two values of ${over} with runs to fit`);
  return slopes;
}

/** The value of a call by repetition. @throws CannotSay */
export function callValue(call: Call, records: Records): ByRepetition {
  const { shape, first } = shapeOf(call);
  const selectors = [...call.named].filter(([key]) => !Object.hasOwn(shape.options, key));
  const selection = new Map<string, Word>(selectors);
  if (!selection.has("ablation")) selection.set("ablation", { text: "none", at: call.name.at });
  return shape.compute(call, first.text, selection, records);
}

/** METRIC(…) means median(METRIC, …). */
export function shapeOf(call: Call): { shape: Shape; first: Word } {
  const { name, positional } = call;
  if (Object.hasOwn(FUNCTIONS, name.text))
    return { shape: FUNCTIONS[name.text]!, first: positional[0]! };
  return { shape: FUNCTIONS.median!, first: name };
}

function one(cells: readonly CellRuns[], selection: Selection): CellRuns {
  const [cell, ...more] = some(cells, selection);
  if (more.length > 0)
    throw new CannotSay(
      `${more.length + 1} cells have ${describeSelection(selection)}; they differ in ${differencesOf([cell!, ...more])}`,
    );
  return cell!;
}

function some(cells: readonly CellRuns[], selection: Selection): readonly CellRuns[] {
  const chosen = select(cells, selection);
  if (chosen.length === 0) throw new CannotSay(`no cell has ${describeSelection(selection)}`);
  return chosen;
}

function readSeries(cell: CellRuns, metric: Metric): ByRepetition {
  const values = series(cell, metric);
  if (values.size > 0) return values;
  const { omitted, failed, ok } = cell;
  const why =
    omitted !== null
      ? `was left out: ${omitted}`
      : ok.length > 0
        ? `has no ${metric.name}`
        : `failed: ${failed[0]?.reason ?? "no reason recorded"}`;
  throw new CannotSay(`the cell ${cell.cell.id} ${why}`);
}
