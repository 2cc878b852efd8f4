/** Plots lines with intervals over one dimension, with a panel for each combination of the others. */
import { MADE_ONLINE } from "../../../host/node/party/statistics.ts";
import { type CellRuns, SOURCES } from "../../statistics/cells.ts";
import { type Estimate, LEVEL } from "../../statistics/estimate.ts";
import type { Figure, Specification } from "../blocks.ts";
import {
  combinationName,
  type Dimension,
  isInsecure,
  seriesName,
  sourceWords,
} from "../dimensions.ts";
import { dashesFor, styleFor } from "./palette.ts";

export interface PlotPoint {
  readonly cell: CellRuns;
  /** For a ratio, the cell that it is compared with. */
  readonly over?: CellRuns;
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
  /** The dimensions that distinguish panels. */
  readonly apart: readonly Dimension[];
  /** The height of a horizontal line, e.g. at ratio 1. */
  readonly rule?: number;
  /** The first sentence of the caption. */
  readonly says: string | null;
}

/** Further panels are not drawn; the caption says that the tables have them. */
const MOST_PANELS = 12;
export const PANEL_WIDTH = 250;
const PANEL_HEIGHT = 190;
const COLUMNS = 3;

/** Null if no panel has two points with different x. */
export function linePlot(plot: LinePlot): Figure | null {
  if (plot.points.length === 0) return null;
  const panels = panelsOf(plot);
  const telling = panels.filter(({ points }) => new Set(points.map(({ x }) => x)).size > 1);
  const drawn = telling.slice(0, MOST_PANELS);
  if (drawn.length === 0) return null;
  const names = drawn.map(({ name }) => name);
  const points = drawn.flatMap((panel) => panel.points);
  const values = drawn.flatMap((panel) => panel.points.map((point) => rowOf(point, panel.name)));
  const unit = layered({ ...plot, points }, values);
  const facets: Specification =
    names.length === 1
      ? { width: 2 * PANEL_WIDTH, height: PANEL_HEIGHT * 1.3, ...unit }
      : {
          columns: names.length === 4 ? 2 : Math.min(COLUMNS, names.length),
          facet: { field: "panel", type: "nominal", title: null, sort: names },
          spec: { width: PANEL_WIDTH, height: PANEL_HEIGHT, ...unit },
        };
  const single = panels.length - telling.length;
  const more = telling.length - drawn.length;
  return {
    kind: "figure",
    name: plot.name,
    title: names.length === 1 && names[0] !== "" ? `${plot.title}, ${names[0]}` : plot.title,
    caption: [
      ...(plot.says === null ? [] : [plot.says]),
      ...captionOf(drawn.flatMap(({ points }) => points)),
      ...(single > 0 ? [`Not drawn, with a single point each: ${single} combinations.`] : []),
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

/** A ratio is marked as insecure if its numerator is. The caption has the labels of both. */
const seriesOf = ({ cell, over }: PlotPoint): string =>
  over === undefined
    ? seriesName(cell)
    : `${combinationName(cell)} over ${combinationName(over)}${isInsecure(cell) ? " (insecure)" : ""}`;

const cellsOf = ({ cell, over }: PlotPoint): readonly CellRuns[] =>
  over === undefined ? [cell] : [cell, over];

function rowOf(point: PlotPoint, panel: string) {
  const { cell, x, estimate: e } = point;
  return {
    panel,
    series: seriesOf(point),
    times: sourceWords(cell.source),
    x,
    y: e.value,
    low: e.low,
    high: e.high,
    runs: e.runs,
    interval: e.level >= LEVEL ? "95 % interval" : "range",
    label: [...new Set(cellsOf(point).flatMap(({ labels }) => labels))].join("; ") || "–",
  };
}

type Row = ReturnType<typeof rowOf>;

function layered(plot: LinePlot, values: readonly Row[]): Specification {
  const y = scaleOf(
    values.flatMap(({ low, y, high }) => [low, y, high]),
    plot.rule,
  );
  const securities = new Map(plot.points.map((p) => [seriesOf(p), p.cell.cell.security]));
  const { colors, shapes } = styleFor(securities);
  const domain = [...securities.keys()];
  const times = SOURCES.map(sourceWords).filter((t) => values.some((row) => row.times === t));
  const legend = { title: null, orient: "bottom" };
  const series = { field: "series", type: "nominal" };
  const encoding = {
    x: { field: "x", type: "quantitative", title: plot.x.axis, ...axisOf(plot, values) },
    color: { ...series, scale: { domain, range: colors }, legend },
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
            legend: { ...legend, symbolType: "stroke", symbolSize: 900, symbolStrokeWidth: 1.6 },
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
              // One row, so that the line is not drawn for every row of the figure's data.
              data: { values: [{}] },
              mark: { type: "rule", strokeDash: [2, 3], strokeOpacity: 0.6, color: "ink" },
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

/** Logarithmic if no value is 0 and values differ by a factor of ten or more; else linear from 0. */
function scaleOf(values: readonly number[], rule = Number.NaN) {
  const all = Number.isNaN(rule) ? values : [...values, rule];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least > 0 && most / least >= 10
    ? { scale: { type: "log" }, axis: { format: ",~r", values: decades(least, most) } }
    : { scale: { zero: true }, axis: { format: ",~r", tickCount: 5 } };
}

/** Powers of ten around the values; if there are few, also 2 and 5 times each. */
export function decades(least: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const powers = Array.from({ length: to - from + 1 }, (_, k) => 10 ** (from + k));
  return to - from > 2 ? powers : powers.flatMap((x) => [x, 2 * x, 5 * x]);
}

/** The axis has ticks only at values that were run. */
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

/** The labels of insecure series, where times come from, and what bars mean. */
function captionOf(points: readonly PlotPoint[]): string[] {
  const few = points.some(({ estimate: { level } }) => level < LEVEL);
  return [
    ...warningsOf(points.flatMap(cellsOf)),
    `Times: ${sourcesOf(points.map(({ cell }) => cell))}. Points are medians, bars ${few ? "95 % intervals, or ranges where fewer than six runs were made" : "95 % intervals"}.`,
  ];
}

/** A line for each combination that is insecure, or whose online phase also makes material. */
export function warningsOf(cells: readonly CellRuns[]): readonly string[] {
  const lines = cells
    .filter((cell) => isInsecure(cell) || cell.labels.includes(MADE_ONLINE))
    .map((cell) => `${combinationName(cell)} – ${cell.labels.join("; ")}.`);
  return [...new Set(lines)];
}

/** Where the times of these cells come from, and what made the delays. */
export function sourcesOf(cells: readonly CellRuns[]): string {
  const made = new Set(
    cells.filter(({ source }) => source === "measured").map(({ network }) => network.mechanism),
  );
  return SOURCES.filter((s) => cells.some(({ source }) => source === s))
    .map(
      (s) =>
        `${sourceWords(s)}${s === "measured" ? ` (delay made by: ${[...made].join(", ")})` : ""}`,
    )
    .join("; ");
}
