/** Plots predicted over measured time of the same work, with the diagonal on which both are equal. */
import type { CellRuns } from "../../statistics/cells.ts";
import type { Figure } from "../blocks.ts";
import { describeArgs, seriesName, sourceWords } from "../dimensions.ts";
import { figure } from "../format.ts";
import { type Prediction, predictions } from "../tables/prediction.ts";
import { decades, PANEL_WIDTH, sourcesOf, warningsOf } from "./line-plot.ts";
import { styleFor } from "./palette.ts";

/** Null if nothing was both measured and predicted. */
export function predictionPlot(name: string, cells: readonly CellRuns[]): Figure | null {
  const found = predictions(cells).filter(({ metric }) => metric.name !== "totalMs");
  if (found.length === 0) return null;
  const values = found.map(rowOf);
  const all = values.flatMap(({ measured, predicted }) => [measured, predicted]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const domain = [least / 1.3, most * 1.3];
  const securities = new Map(
    found.map(({ measured }) => [seriesName(measured), measured.cell.security]),
  );
  const { colors } = styleFor(securities);
  const scale = { type: "log", domain, nice: false };
  const axis = { format: ",~r", values: decades(least, most) };
  const quantitative = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale,
    axis,
  });
  const series = { field: "series", type: "nominal", title: null };
  const legend = { title: null, orient: "bottom" };
  const errors = found.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  return {
    kind: "figure",
    name,
    title: "Predicted beside measured times",
    caption: [
      `Each point is the same work over the same links, once measured, once predicted; on the diagonal both are equal. Median error ${figure(errors[errors.length >> 1]! * 100)} %, largest ${figure(errors.at(-1)! * 100)} %.`,
      ...warningsOf(found.map(({ measured }) => measured)),
      `Times: ${sourcesOf(found.flatMap(({ measured, predicted }) => [measured, predicted]))}.`,
    ],
    specification: {
      width: 2 * PANEL_WIDTH,
      height: 1.4 * PANEL_WIDTH,
      layer: [
        {
          data: { values: domain.map((x) => ({ x })) },
          mark: { type: "line", color: "ink", strokeDash: [2, 3], strokeWidth: 1 },
          encoding: { x: quantitative("x", X), y: quantitative("x", Y) },
        },
        {
          data: { values },
          mark: { type: "point", size: 60, strokeWidth: 1.6, opacity: 1 },
          encoding: {
            x: quantitative("measured", X),
            y: quantitative("predicted", Y),
            color: { ...series, scale: { domain: [...securities.keys()], range: colors }, legend },
            shape: { field: "what", type: "nominal", legend },
            tooltip: [
              { field: "series", title: "security" },
              { field: "label", title: "label" },
              { field: "what", title: "what" },
              { field: "work", title: "work" },
              { field: "measured", title: X, format: ",.4~r" },
              { field: "predicted", title: Y, format: ",.4~r" },
              { field: "error", title: "error", format: "+.3~p" },
            ],
          },
        },
      ],
    },
  };
}

const X = "measured, ms";
const Y = "predicted, ms";

const rowOf = ({ measured, predicted, metric, observed, foretold, error }: Prediction) => ({
  series: seriesName(measured),
  label: measured.labels.join("; ") || "–",
  what: `${metric.says}, ${sourceWords(predicted.source)}`,
  work: `${measured.cell.parties} parties, ${measured.cell.network}, ${describeArgs(measured.cell.args)}`,
  measured: observed.value,
  predicted: foretold.value,
  error,
});
