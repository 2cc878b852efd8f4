/** Virtual time and the model beside measured times on the same links, each in its own column. */
import { type CellRuns, estimateOf } from "../../statistics/cells.ts";
import type { Estimate } from "../../statistics/estimate.ts";
import { linkValues } from "../../statistics/links.ts";
import { type Metric, metricOf } from "../../statistics/metrics.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { cellColumns, sourceWords } from "../dimensions.ts";
import { figure, INTERVAL_NOTE, interval } from "../format.ts";

export interface Prediction {
  readonly measured: CellRuns;
  readonly predicted: CellRuns;
  readonly metric: Metric;
  readonly observed: Estimate;
  readonly foretold: Estimate;
  /** The relative error of the medians: 0.1 says that the prediction is ten percent too long. */
  readonly error: number;
}

const PREDICTED = ["offlineMs", "onlineMs", "totalMs"] as const;

/** Equal work over equal links, whatever made them. */
const sameWork = ({ cell, network }: CellRuns): string =>
  JSON.stringify([
    cell.parties,
    cell.security,
    cell.ablation,
    cell.program,
    Object.entries(cell.args).sort(([a], [b]) => (a < b ? -1 : 1)),
    linkValues(network.latencyMs, cell.parties),
    linkValues(network.bandwidthMbit, cell.parties),
    linkValues(network.jitterMs, cell.parties),
  ]);

export function predictions(cells: readonly CellRuns[]): readonly Prediction[] {
  const ran = cells.filter(({ ok }) => ok.length > 0);
  const measured = Map.groupBy(
    ran.filter(({ source }) => source === "measured"),
    sameWork,
  );
  return ran
    .filter(({ source }) => source !== "measured")
    .flatMap((predicted) =>
      (measured.get(sameWork(predicted)) ?? []).flatMap((beside) =>
        PREDICTED.flatMap((name) => {
          const metric = metricOf(name)!;
          const [observed, foretold] = [estimateOf(beside, metric), estimateOf(predicted, metric)];
          if (observed === null || foretold === null || observed.value === 0) return [];
          const error = foretold.value / observed.value - 1;
          return [{ measured: beside, predicted, metric, observed, foretold, error }];
        }),
      ),
    );
}

export function predictionSection(cells: readonly CellRuns[]): readonly Block[] {
  const found = predictions(cells);
  if (found.length === 0) return [];
  const columns = cellColumns(cells);
  const rows = found.map(({ measured, predicted, metric, observed, foretold, error }) => [
    ...columns.of(measured),
    metric.says,
    interval(observed),
    sourceWords(predicted.source),
    interval(foretold),
    `${error > 0 ? "+" : ""}${figure(error * 100)} %`,
  ]);
  return [
    heading("Virtual beside measured"),
    paragraph(
      "The same work over links of the same latency, bandwidth and jitter. The error is that of the median.",
    ),
    table(
      [...columns.heads, "what", "#measured, ms", "predicted by", "#predicted, ms", "#error"],
      rows,
      [INTERVAL_NOTE],
    ),
  ];
}
