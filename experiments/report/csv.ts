/**
 * summary.csv has a row per cell and metric, and units in a separate column. Nothing is rounded. RFC 4180, but with \n.
 */
import { type CellRuns, series } from "../statistics/cells.ts";
import { type Estimate, estimate } from "../statistics/estimate.ts";
import { linkValues } from "../statistics/links.ts";
import { METRICS, type Metric, metricOf } from "../statistics/metrics.ts";
import type { RunFolder } from "./run-folder.ts";
import { slowdowns } from "./tables/slowdown.ts";

const HEAD = [
  "experiment",
  "cell",
  "parties",
  "network",
  "kind",
  "mechanism",
  "times",
  "oneWayMsLeast",
  "oneWayMsMost",
  "rttMsMost",
  "security",
  "ablation",
  "program",
  "args",
  "labels",
  "status",
  "reason",
  "failed",
  "metric",
  "unit",
  "runs",
  "median",
  "low",
  "high",
  "level",
] as const;

export function toCsv({ folder, cells, config }: RunFolder): string {
  const rows = cells.flatMap((cell) => {
    const start = [folder.experiment, ...cellFields(cell)];
    if (cell.ok.length === 0) return [[...start, "", "", "0", "", "", "", ""]];
    return metricsOf(cell).flatMap((metric) => {
      const found = estimate([...series(cell, metric).values()]);
      return found === null ? [] : [[...start, metric.name, metric.unit, ...figures(found)]];
    });
  });
  const ratios = slowdowns(cells, config.report.baseline).flatMap(({ slow, fast, of }) =>
    of.map(({ metric, ratio }) => [
      folder.experiment,
      ...cellFields(slow),
      `slowdown.${metric.name} over ${fast.cell.security}`,
      "",
      ...figures(ratio),
    ]),
  );
  return [HEAD, ...rows, ...ratios].map((row) => `${row.map(field).join(",")}\n`).join("");
}

function cellFields(cell: CellRuns): readonly string[] {
  const { network, ok, failed, omitted } = cell;
  const { parties, security, ablation, program, args, id } = cell.cell;
  const oneWay = linkValues(network.latencyMs, parties);
  const trips = linkValues(
    network.latencyMs.map((row, i) => row.map((x, j) => x + network.latencyMs[j]![i]!)),
    parties,
  );
  const most = (values: readonly number[]) =>
    values.length === 0 ? "" : String(Math.max(...values));
  return [
    id,
    String(parties),
    cell.cell.network,
    network.kind,
    network.mechanism,
    cell.source,
    oneWay.length === 0 ? "" : String(Math.min(...oneWay)),
    most(oneWay),
    most(trips),
    security,
    ablation,
    program,
    JSON.stringify(args),
    cell.labels.join("; "),
    ok.length > 0 ? "ok" : omitted === null ? "failed" : "omitted",
    omitted ?? failed[0]?.reason ?? "",
    String(failed.length),
  ];
}

/** METRICS, the items of this cell's runs by name, and the numbers in their results. */
function metricsOf({ ok }: CellRuns): readonly Metric[] {
  const names = new Set<string>();
  for (const { parties, result } of ok) {
    for (const party of parties)
      for (const family of ["made", "used", "wasted"] as const)
        for (const item of Object.keys(party[family])) names.add(`${family}.${item}`);
    if (result !== null && typeof result === "object" && !Array.isArray(result))
      for (const [key, value] of Object.entries(result))
        if (typeof value === "number") names.add(`result.${key}`);
  }
  return [...METRICS, ...[...names].map((name) => metricOf(name)!)];
}

const figures = ({ runs, value, low, high, level }: Estimate): readonly string[] =>
  [runs, value, low, high, level].map(String);

/** An apostrophe in front keeps a spreadsheet from computing a text. */
function field(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
