/**
 * Plots times of combinations side by side, for experiments without a numeric axis. Other dimensions make the panels.
 */
import { type CellRuns, estimateOf } from "../../statistics/cells.ts";
import { LEVEL } from "../../statistics/estimate.ts";
import type { Metric } from "../../statistics/metrics.ts";
import type { Figure } from "../blocks.ts";
import { seriesName, sourceWords, varyingDimensions } from "../dimensions.ts";
import { PANEL_WIDTH, sourcesOf, warningsOf } from "./line-plot.ts";
import { styleFor } from "./palette.ts";

const STEP = 24;
const COLUMNS = 3;
/** Further panels are not drawn; the caption says that the tables have them. */
const MOST_PANELS = 12;

/** Null if no panel has two bars. */
export function timeBars(name: string, cells: readonly CellRuns[], metric: Metric): Figure | null {
  const apart = varyingDimensions(cells);
  const rows = cells.flatMap((cell) => {
    const found = estimateOf(cell, metric);
    if (found === null) return [];
    const panel = [
      ...apart.map((d) => d.says(d.of(cell))),
      ...(cell.source === "measured" ? [] : [sourceWords(cell.source)]),
    ].join(", ");
    const { value, low, high, runs, level } = found;
    const interval = level >= LEVEL ? "95 % interval" : "range";
    const label = cell.labels.join("; ") || "–";
    return [{ cell, panel, series: seriesName(cell), value, low, high, runs, interval, label }];
  });
  const panels = [...Map.groupBy(rows, ({ panel }) => panel)].flatMap(([panel, group]) =>
    new Set(group.map(({ series }) => series)).size > 1 ? [panel] : [],
  );
  const drawn = panels.slice(0, MOST_PANELS);
  const shown = rows.filter(({ panel }) => drawn.includes(panel));
  if (shown.length === 0) return null;
  const securities = new Map(shown.map(({ series, cell }) => [series, cell.cell.security]));
  const domain = [...securities.keys()];
  const x = { type: "quantitative", title: `${metric.says}, ms` };
  const axis = { labelLimit: 400 };
  const y = { field: "series", type: "nominal", title: null, sort: domain, axis };
  const color = {
    field: "series",
    type: "nominal",
    legend: null,
    scale: { domain, range: styleFor(securities).colors },
  };
  const tooltip = [
    { field: "series", title: "security" },
    { field: "label", title: "label" },
    { field: "value", title: `${metric.says}, ms, median`, format: ",.4~r" },
    { field: "low", title: "from", format: ",.4~r" },
    { field: "high", title: "to", format: ",.4~r" },
    { field: "interval", title: "from–to is the" },
    { field: "runs", title: "runs" },
  ];
  const unit = {
    encoding: { y, tooltip },
    layer: [
      { mark: { type: "bar", opacity: 0.75 }, encoding: { x: { field: "value", ...x }, color } },
      {
        mark: { type: "rule", color: "ink", strokeWidth: 1.4 },
        encoding: { x: { field: "low", ...x }, x2: { field: "high" } },
      },
    ],
  };
  const size = { width: PANEL_WIDTH, height: { step: STEP } };
  const more = panels.length - drawn.length;
  const ran = shown.map(({ cell }) => cell);
  return {
    kind: "figure",
    name,
    title: `${metric.says[0]!.toUpperCase()}${metric.says.slice(1)} by combination`,
    caption: [
      ...warningsOf(ran),
      `Times: ${sourcesOf(ran)}. Bars are medians, lines their 95 % intervals, or ranges where fewer than six runs were made.`,
      ...(more > 0 ? [`${more} more panels are not drawn; the tables have them.`] : []),
    ],
    specification: {
      data: { values: shown.map(({ cell: _, ...row }) => row) },
      ...(drawn.length === 1
        ? { ...size, width: 2 * PANEL_WIDTH, ...unit }
        : {
            columns: Math.min(COLUMNS, drawn.length),
            facet: { field: "panel", type: "nominal", title: null, sort: drawn },
            spec: { ...size, ...unit },
          }),
    },
  };
}
