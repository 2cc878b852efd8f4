/** The exponents of growth, in n − 1 and in every numeric argument. */
import { type CellRuns, series } from "../../statistics/cells.ts";
import { fittedAt, type Growth, growth } from "../../statistics/growth.ts";
import { type Metric, metricOf } from "../../statistics/metrics.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import {
  type Dimension,
  isNumeric,
  PARTIES,
  seriesName,
  sourceWords,
  varyingDimensions,
} from "../dimensions.ts";
import { figure, INTERVAL_NOTE, interval } from "../format.ts";

interface Row {
  readonly over: Dimension;
  readonly metric: Metric;
  readonly cells: readonly CellRuns[];
  readonly elsewhere: readonly Dimension[];
  readonly growth: Growth;
}

const GROWING = ["offlineMs", "onlineMs", "bytes"] as const;

function rowsOf(cells: readonly CellRuns[]): readonly Row[] {
  const ran = cells.filter(({ ok }) => ok.length > 0);
  const varying = varyingDimensions(ran);
  const axes = varying.filter(
    (d) => isNumeric(d, ran) && (d.key === "parties" || d.key.startsWith("args.")),
  );
  return axes.flatMap((over) => {
    const elsewhere = varying.filter((d) => d !== over);
    const groups = Map.groupBy(ran, (cell) =>
      JSON.stringify([seriesName(cell), cell.source, ...elsewhere.map((d) => d.of(cell))]),
    );
    return [...groups.values()].flatMap((group) =>
      GROWING.flatMap((name) => {
        const metric = metricOf(name)!;
        const points = group.flatMap((cell) => {
          const x = over.of(cell);
          return typeof x === "number"
            ? [{ x: fittedAt(over.key, x), costs: series(cell, metric) }]
            : [];
        });
        const fitted = growth(points);
        return fitted === null ? [] : [{ over, metric, cells: group, elsewhere, growth: fitted }];
      }),
    );
  });
}

export function growthSection(cells: readonly CellRuns[]): readonly Block[] {
  const found = rowsOf(cells);
  if (found.length === 0) return [];
  const rows = found.map(({ over, metric, cells: group, elsewhere, growth: g }) => [
    metric.says,
    over === PARTIES ? "n − 1" : over.key,
    elsewhere.map((d) => d.says(d.of(group[0]!))).join(", ") || "–",
    sourceWords(group[0]!.source),
    seriesName(group[0]!),
    [...new Set(group.flatMap(({ labels }) => labels))].join("; ") || "–",
    interval(g.exponent),
    `${figure(g.from)} … ${figure(g.to)}, ${g.points} points`,
    figure(g.departure),
  ]);
  return [
    heading("Growth"),
    paragraph(
      "Exponent e of cost ≈ c·xᵉ, fitted to each repetition by least squares on logarithms; of parties over their peers, n − 1. The departure is the largest factor between a point's median and the fit: far from 1, the cost is no power of x, and e says little.",
    ),
    table(
      ["cost", "x", "where", "times", "security", "label", "#exponent", "range", "#departure"],
      rows,
      [INTERVAL_NOTE],
    ),
  ];
}
