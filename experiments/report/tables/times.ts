/** Times, traffic and memory, cell by cell, and the cells that failed or were left out, with the reason. */
import { type CellRuns, estimateOf } from "../../statistics/cells.ts";
import { metricOf } from "../../statistics/metrics.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { cellColumns } from "../dimensions.ts";
import { amount, bytes, INTERVAL_NOTE, interval } from "../format.ts";

const SHOWN = ["keysMs", "offlineMs", "onlineMs", "totalMs"] as const;

export function timesSection(cells: readonly CellRuns[]): readonly Block[] {
  const columns = cellColumns(cells);
  const ran = cells.filter(({ ok }) => ok.length > 0);
  if (ran.length === 0) return [];
  const rows = ran.map((cell) => [
    ...columns.of(cell),
    String(cell.ok.length) + (cell.failed.length === 0 ? "" : ` (${cell.failed.length} failed)`),
    ...SHOWN.map((name) => interval(estimateOf(cell, metricOf(name)!))),
    ...["bytes", "peakMemoryBytes"].map((name) =>
      interval(estimateOf(cell, metricOf(name)!), bytes),
    ),
    interval(estimateOf(cell, metricOf("rounds")!)),
  ]);
  const heads = ["#runs", "#keys, ms", "#offline, ms", "#online, ms", "#total, ms"];
  const costs = ["#sent by one party", "#peak memory", "#rounds online"];
  return [
    heading("Times and costs"),
    paragraph(
      "Medians over runs; of the parties, the one that took longest or most. Total is keys, offline and online.",
    ),
    table([...columns.heads, ...heads, ...costs], rows, [INTERVAL_NOTE]),
  ];
}

/** The numbers in the program's result at P0. */
export function resultsSection(cells: readonly CellRuns[]): readonly Block[] {
  const columns = cellColumns(cells);
  const fields = new Set(
    cells.flatMap(({ ok }) =>
      ok.flatMap(({ result }) =>
        result !== null && typeof result === "object" && !Array.isArray(result)
          ? Object.keys(result).filter((key) => typeof result[key] === "number")
          : [],
      ),
    ),
  );
  if (fields.size === 0) return [];
  const metrics = [...fields].map((name) => metricOf(`result.${name}`)!);
  const rows = cells
    .filter(({ ok }) => ok.length > 0)
    .map((cell) => [
      ...columns.of(cell),
      ...metrics.map((m) => interval(estimateOf(cell, m), (x) => amount(x, m.unit))),
    ]);
  return [
    heading("Results of the program"),
    table([...columns.heads, ...[...fields].map((name) => `#${name}`)], rows, [INTERVAL_NOTE]),
  ];
}

export function missingSection(cells: readonly CellRuns[]): readonly Block[] {
  const columns = cellColumns(cells);
  const rows = cells.flatMap((cell) => {
    const { omitted, failed, ok } = cell;
    if (omitted !== null) return [[...columns.of(cell), "left out", omitted]];
    if (failed.length === 0) return [];
    const of = `${failed.length} of ${failed.length + ok.length} runs failed`;
    const reasons = [...new Set(failed.map(({ reason }) => reason ?? "no reason recorded"))];
    return [[...columns.of(cell), of, reasons.join("; ")]];
  });
  if (rows.length === 0) return [];
  return [heading("Failed and left out"), table([...columns.heads, "what", "reason"], rows)];
}
