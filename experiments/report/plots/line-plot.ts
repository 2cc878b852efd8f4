/** Lines with intervals over one dimension, a panel for each combination of the others. */
import { type CellRuns, SOURCES } from "../../statistics/cells.ts";
import { type Estimate, LEVEL } from "../../statistics/estimate.ts";
import type { Figure, Specification } from "../blocks.ts";
import { type Dimension, isInsecure, sourceWords } from "../dimensions.ts";
import { dashesFor, styleFor } from "./palette.ts";

export interface PlotPoint {
  readonly cell: CellRuns;
  readonly series: string;
  /** Of the combination whose colour it has. */
  readonly security: string;
  readonly labels: readonly string[];
  readonly x: number;
  readonly estimate: Estimate;
}

export interface LinePlot {
  readonly name: string;
  readonly title: string;
  readonly x: Dimension;
  /** With its unit. */
  readonly yTitle: string;
  readonly points: readonly PlotPoint[];
  /** The dimensions that tell panels apart. */
  readonly apart: readonly Dimension[];
  /** A line across, e.g. at ratio 1. */
  readonly rule?: number;
  readonly says?: string;
}

/** Panels beyond are left to the tables; the caption says so. */
const MOST_PANELS = 12;
export const PANEL_WIDTH = 250;
const PANEL_HEIGHT = 190;
const COLUMNS = 3;

/** Null without points. */
export function linePlot(plot: LinePlot): Figure | null {
  if (plot.points.length === 0) return null;
  const panels = panelsOf(plot);
  const drawn = panels.slice(0, MOST_PANELS);
  const names = drawn.map(({ name }) => name);
  const values = drawn.flatMap(({ name, points }) => points.map((point) => rowOf(point, name)));
  const unit = layered(plot, values);
  const facets: Specification =
    names.length === 1
      ? { width: 2 * PANEL_WIDTH, height: PANEL_HEIGHT * 1.3, ...unit }
      : {
          columns: Math.min(COLUMNS, names.length),
          facet: { field: "panel", type: "nominal", title: null, sort: names },
          spec: { width: PANEL_WIDTH, height: PANEL_HEIGHT, ...unit },
        };
  const more = panels.length - drawn.length;
  return {
    kind: "figure",
    name: plot.name,
    title: names.length === 1 && names[0] !== "" ? `${plot.title}, ${names[0]}` : plot.title,
    caption: [
      ...(plot.says === undefined ? [] : [plot.says]),
      ...captionOf(plot.points),
      ...(more > 0 ? [`${more} more combinations are not drawn; the tables have them.`] : []),
    ],
    specification: { data: { values }, ...facets },
  };
}

function panelsOf({ points, apart }: LinePlot) {
  const groups = Map.groupBy(points, ({ cell }) => JSON.stringify(apart.map((d) => d.of(cell))));
  const panels = [...groups.values()].map((group) => {
    const values = apart.map((d) => d.of(group[0]!.cell));
    return { values, name: apart.map((d, k) => d.says(values[k]!)).join(", "), points: group };
  });
  return panels.sort((a, b) => order(a.values, b.values));
}

type Value = number | string | null;

function order(a: readonly Value[], b: readonly Value[]): number {
  for (const [k, x] of a.entries()) {
    const y = b[k]!;
    if (x === y) continue;
    if (typeof x === "number" && typeof y === "number") return x - y;
    return String(x) < String(y) ? -1 : 1;
  }
  return 0;
}

const rowOf = ({ cell, series, labels, x, estimate: e }: PlotPoint, panel: string) => ({
  panel,
  series,
  times: sourceWords(cell.source),
  x,
  y: e.value,
  low: e.low,
  high: e.high,
  runs: e.runs,
  interval: e.level >= LEVEL ? "95 % interval" : "range",
  label: labels.join("; ") || "–",
});

type Row = ReturnType<typeof rowOf>;

function layered(plot: LinePlot, values: readonly Row[]): Specification {
  const y = scaleOf(
    values.flatMap(({ low, y, high }) => [low, y, high]),
    plot.rule,
  );
  const securities = new Map(plot.points.map(({ series, security }) => [series, security]));
  const { colors, shapes } = styleFor(securities);
  const domain = [...securities.keys()];
  const times = SOURCES.map(sourceWords).filter((t) => values.some((row) => row.times === t));
  const legend = { title: null, orient: "bottom", symbolType: "stroke" };
  const series = { field: "series", type: "nominal" };
  const encoding = {
    x: { field: "x", type: "quantitative", title: plot.x.axis, ...axisOf(plot, values) },
    color: { ...series, scale: { domain, range: colors }, legend: { ...legend, symbolType: null } },
    opacity: { condition: { param: "shown", value: 1 }, value: 0.12 },
    tooltip: tooltipOf(plot),
    ...(times.length === 1
      ? {}
      : {
          detail: { field: "times", type: "nominal" },
        }),
  };
  const yField = (field: string) => ({ field, type: "quantitative", title: plot.yTitle, ...y });
  const dash =
    times.length === 1
      ? {}
      : {
          strokeDash: {
            field: "times",
            type: "nominal",
            scale: { domain: times, range: dashesFor(times) },
            legend,
          },
        };
  const shape = { ...series, scale: { domain, range: shapes } };
  const points = (filled: boolean) => ({
    transform: [{ filter: `datum.times ${filled ? "===" : "!=="} 'measured'` }],
    mark: { type: "point", filled, size: 55, strokeWidth: 1.5 },
    encoding: { y: yField("y"), shape },
  });
  return {
    encoding,
    layer: [
      ...(plot.rule === undefined
        ? []
        : [
            {
              mark: { type: "rule", strokeDash: [2, 3], color: "ink" },
              encoding: ruleAt(plot.rule),
            },
          ]),
      {
        params: [{ name: "shown", select: { type: "point", fields: ["series"] }, bind: "legend" }],
        mark: { type: "line", strokeWidth: 1.6 },
        encoding: { y: yField("y"), ...dash },
      },
      {
        mark: { type: "rule", strokeWidth: 1.4 },
        encoding: { y: yField("low"), y2: { field: "high" } },
      },
      ...(values.some(({ times: t }) => t === "measured") ? [points(true)] : []),
      ...(values.some(({ times: t }) => t !== "measured") ? [points(false)] : []),
    ],
  };
}

const ruleAt = (value: number) => ({
  y: { datum: value },
  x: null,
  color: null,
  opacity: null,
  detail: null,
  tooltip: null,
});

/** Logarithmic from a factor of ten on, if nothing is 0; else from 0. */
function scaleOf(values: readonly number[], rule = Number.NaN) {
  const all = Number.isNaN(rule) ? values : [...values, rule];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least > 0 && most / least >= 10
    ? { scale: { type: "log" }, axis: { format: ",~r", values: decades(least, most) } }
    : { scale: { zero: true }, axis: { format: ",~r", tickCount: 5 } };
}

/** Powers of ten around the values; with 2 and 5 between them if there are few. */
export function decades(least: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const powers = Array.from({ length: to - from + 1 }, (_, k) => 10 ** (from + k));
  return to - from > 2 ? powers : powers.flatMap((x) => [x, 2 * x, 5 * x]);
}

/** Ticks where something was run. */
function axisOf({ x }: LinePlot, rows: readonly Row[]) {
  const values = [...new Set(rows.map((row) => row.x))].sort((a, b) => a - b);
  const [least, most] = [values[0]!, values.at(-1)!];
  const logarithmic = x.key !== "latency" && least > 0 && most / least >= 8;
  return {
    scale: logarithmic
      ? { type: "log", nice: false, padding: 12 }
      : { zero: false, nice: false, padding: 12 },
    axis: { values, format: ",~r", labelOverlap: true, grid: false },
  };
}

const tooltipOf = ({ x, yTitle }: LinePlot) => [
  { field: "series", title: "security" },
  { field: "label", title: "label" },
  { field: "times", title: "times" },
  { field: "x", title: x.axis, format: ",~r" },
  { field: "y", title: `${yTitle}, median`, format: ",.4~r" },
  { field: "low", title: "from", format: ",.4~r" },
  { field: "high", title: "to", format: ",.4~r" },
  { field: "interval", title: "from–to is the" },
  { field: "runs", title: "runs" },
];

/** Labels of insecure series, what made the times, what bars are. */
export function captionOf(
  points: readonly Pick<PlotPoint, "cell" | "series" | "labels" | "estimate">[],
): string[] {
  const insecure = Map.groupBy(
    points.filter(({ labels }) => isInsecure({ labels })),
    ({ labels }) => labels.join("; "),
  );
  const warnings = [...insecure].map(
    ([label, of]) => `${label}: ${[...new Set(of.map(({ series }) => series))].join(", ")}.`,
  );
  const mechanisms = (source: string) =>
    [
      ...new Set(
        points
          .filter(({ cell }) => cell.source === source)
          .map(({ cell }) => cell.network.mechanism),
      ),
    ].join(", ");
  const sources = SOURCES.filter((s) => points.some(({ cell }) => cell.source === s)).map(
    (s) => `${sourceWords(s)}${s === "measured" ? ` (delay made by: ${mechanisms(s)})` : ""}`,
  );
  const few = points.some(({ estimate: { level } }) => level < LEVEL);
  return [
    ...warnings,
    `Times: ${sources.join("; ")}. Points are medians, bars ${few ? "95 % intervals, or ranges where fewer than six runs were made" : "95 % intervals"}.`,
  ];
}
