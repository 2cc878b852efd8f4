/** Plots the shares of the total time that parts of the protocol take, as separate bars, as they need not add up. */

import type { CellRuns } from "../../statistics/cells.ts";
import { LEVEL } from "../../statistics/estimate.ts";
import type { Figure } from "../blocks.ts";
import { seriesName, sourceWords, varyingDimensions } from "../dimensions.ts";
import { OVERHEAD_NOTE, shares } from "../tables/overhead.ts";
import { PANEL_WIDTH } from "./line-plot.ts";

const STEP = 24;
const COLUMNS = 3;

/** Null if no cell has an ablation. */
export function overheadSplit(name: string, cells: readonly CellRuns[]): Figure | null {
  const found = shares(cells);
  if (found.length === 0) return null;
  const apart = varyingDimensions(found.map(({ whole }) => whole));
  const panelOf = (cell: CellRuns) =>
    [
      ...apart.map((d) => d.says(d.of(cell))),
      ...(cell.source === "measured" ? [] : [sourceWords(cell.source)]),
    ].join(", ");
  const values = found.map(({ whole, piece, share, by }) => ({
    panel: panelOf(whole),
    piece,
    by,
    share: share.value,
    low: share.low,
    high: share.high,
    runs: share.runs,
    interval: share.level >= LEVEL ? "95 % interval" : "range",
  }));
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const order = [
    ...new Set([...values].sort((a, b) => b.share - a.share).map(({ piece }) => piece)),
  ];
  const x = { type: "quantitative", title: "share of total time", axis: { format: "~%" } };
  const tooltip = [
    { field: "piece", title: "part" },
    { field: "by", title: "found" },
    { field: "share", title: "share, median", format: ".3~p" },
    { field: "low", title: "from", format: ".3~p" },
    { field: "high", title: "to", format: ".3~p" },
    { field: "interval", title: "from–to is the" },
    { field: "runs", title: "runs" },
  ];
  const unit = {
    encoding: { y: { field: "piece", type: "nominal", title: null, sort: order }, tooltip },
    layer: [
      {
        mark: { type: "bar", color: "#d55e00", opacity: 0.75 },
        encoding: { x: { field: "share", ...x } },
      },
      {
        mark: { type: "rule", color: "ink", strokeWidth: 1.4 },
        encoding: { x: { field: "low", ...x }, x2: { field: "high" } },
      },
    ],
  };
  const size = { width: PANEL_WIDTH, height: { step: STEP } };
  const insecure = [...new Set(found.filter(({ piece }) => piece !== "keys").map(({ by }) => by))];
  return {
    kind: "figure",
    name,
    title: `Split of the time of ${[...new Set(found.map(({ whole }) => seriesName(whole)))].join(", ")}`,
    caption: [
      `${OVERHEAD_NOTE} Bars are medians over pairs of runs, lines their 95 % intervals, or ranges where fewer than six runs were made.`,
      `Found ${insecure.join("; ")}.`,
    ],
    specification: {
      data: { values },
      ...(panels.length === 1
        ? { ...size, width: 2 * PANEL_WIDTH, ...unit }
        : {
            columns: Math.min(COLUMNS, panels.length),
            facet: { field: "panel", type: "nominal", title: null, sort: panels },
            spec: { ...size, ...unit },
          }),
    },
  };
}
