/** The runs of a folder, cell by cell. Runs of different cells or sources are never mixed. */
import { SECURITIES } from "../../host/party/combination.ts";
import type { Cell, NetworkRecord, RunRecord } from "../records/record.ts";
import { type Estimate, estimate } from "./estimate.ts";
import type { Metric } from "./metrics.ts";

/** Where a time comes from. A series has times of one source only. */
export const SOURCES = ["measured", "virtual", "model"] as const;
export type Source = (typeof SOURCES)[number];

/** A value for each repetition. Runs of the same repetition are pairs. */
export type ByRepetition = ReadonlyMap<number, number>;

export interface CellRuns {
  readonly cell: Cell;
  readonly source: Source;
  /** The network of the first run. */
  readonly network: NetworkRecord;
  /** Every label of any run. */
  readonly labels: readonly string[];
  readonly ok: readonly RunRecord[];
  readonly failed: readonly RunRecord[];
  /** Why it was left out; null if it was not. */
  readonly omitted: string | null;
}

/** "virtual": this machine's computation in virtual time. "model": nothing of this machine. "measured": all else. */
function sourceOf({ kind, compute }: NetworkRecord): Source {
  if (kind !== "virtual") return "measured";
  return compute === "model" ? "model" : "virtual";
}

/**
 * Ordered by program, parties, latency, combination, and the rest. If a run is recorded twice, as after a resume, the
 * last record counts.
 */
export function cellsOf(runs: readonly RunRecord[]): readonly CellRuns[] {
  const last = new Map<string, RunRecord>();
  for (const run of runs) last.set(JSON.stringify([keyOf(run), run.repetition]), run);
  const groups = Map.groupBy(last.values(), keyOf);
  const cells = [...groups.values()].map((group) => {
    const of = (status: RunRecord["status"]) => group.filter((run) => run.status === status);
    const [omitted] = of("omitted");
    return {
      cell: group[0]!.cell,
      source: sourceOf(group[0]!.network),
      network: group[0]!.network,
      labels: [...new Set(group.flatMap((run) => run.labels))],
      ok: of("ok").sort((a, b) => a.repetition - b.repetition),
      failed: of("failed"),
      omitted: omitted === undefined ? null : (omitted.reason ?? "no reason given"),
    };
  });
  return cells.sort(byPlace);
}

/** The order of cells in tables, not the shuffled order of runs. */
function byPlace(a: CellRuns, b: CellRuns): number {
  const place = ({ cell, network }: CellRuns) => [
    cell.parties,
    Math.max(...network.latencyMs.flat()),
    SECURITIES.indexOf(cell.security),
  ];
  const [x, y] = [place(a), place(b)];
  const differs = x.findIndex((value, k) => value !== y[k]);
  const texts = ({ cell }: CellRuns) =>
    [cell.program, cell.network, cell.ablation, JSON.stringify(cell.args)].join(" ");
  return (
    a.cell.program.localeCompare(b.cell.program) ||
    (differs < 0 ? 0 : x[differs]! - y[differs]!) ||
    texts(a).localeCompare(texts(b), "en", { numeric: true })
  );
}

const keyOf = (run: RunRecord): string => `${sourceOf(run.network)} ${run.cell.id}`;

/** The values of the runs that succeeded and have the metric. */
export function series({ ok }: CellRuns, metric: Metric): ByRepetition {
  const values = ok.flatMap((run) => {
    const value = metric.of(run);
    return value === null ? [] : [[run.repetition, value] as const];
  });
  return new Map(values);
}

export const estimateOf = (cell: CellRuns, metric: Metric): Estimate | null =>
  estimate([...series(cell, metric).values()]);

/** f(a, b) for each repetition that both have. Values that are not finite are left out. */
export function paired(
  a: ByRepetition,
  b: ByRepetition,
  f: (a: number, b: number) => number,
): ByRepetition {
  const values = [...a].flatMap(([repetition, x]) => {
    const y = b.get(repetition);
    const value = y === undefined ? Number.NaN : f(x, y);
    return Number.isFinite(value) ? [[repetition, value] as const] : [];
  });
  return new Map(values);
}

/** a/b of paired runs, in which a slowdown of the machine during a repetition cancels. */
export const ratios = (a: ByRepetition, b: ByRepetition): ByRepetition =>
  paired(a, b, (x, y) => x / y);

/** The counterpart for a ratio: the cell of the same source that differs from `of` only in the fields of `apart`. */
export function counterpart(
  cells: readonly CellRuns[],
  of: CellRuns,
  apart: Partial<Cell>,
): CellRuns | undefined {
  const wanted = comparable({ ...of.cell, ...apart });
  return cells.find((c) => c.source === of.source && comparable(c.cell) === wanted);
}

const comparable = ({ parties, network, security, ablation, program, args }: Cell): string =>
  JSON.stringify([parties, network, security, ablation, program, sortedEntries(args)]);

const sortedEntries = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
