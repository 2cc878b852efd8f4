/** What security costs over its baseline: ratios of runs of the same repetition. */
import type { Security } from "../../../host/node/party/combination.ts";
import { type CellRuns, counterpart, ratios, series } from "../../statistics/cells.ts";
import { type Estimate, estimate } from "../../statistics/estimate.ts";
import { type Metric, metricOf } from "../../statistics/metrics.ts";
import { heading, paragraph, table } from "../blocks.ts";
import { cellColumns } from "../dimensions.ts";
import { INTERVAL_NOTE, interval } from "../format.ts";

export interface Slowdown {
  readonly slow: CellRuns;
  readonly fast: CellRuns;
  readonly of: readonly { readonly metric: Metric; readonly ratio: Estimate }[];
}

/** What plots show, too. */
export const SLOWDOWN_METRICS = ["totalMs", "offlineMs", "onlineMs", "bytes"] as const;

const COLUMNS = {
  totalMs: "#total",
  keysMs: "#keys",
  withoutKeysMs: "#without keys",
  offlineMs: "#offline",
  onlineMs: "#online",
  bytes: "#bytes",
} as const;
const TABULATED = Object.keys(COLUMNS);

/** With the dealer's material, active and semi-honest differ in the online phase alone. */
const ONLINE_TWINS: Partial<Record<Security, Security>> = { "spdz+dealer": "additive+dealer" };

/** Every whole combination over the baseline, and over its twin where it has one. */
export function slowdowns(cells: readonly CellRuns[], baseline: Security): readonly Slowdown[] {
  const whole = cells.filter(({ cell, ok }) => cell.ablation === "none" && ok.length > 0);
  return whole.flatMap((slow) => {
    const overs = new Set([baseline, ONLINE_TWINS[slow.cell.security]]);
    return [...overs].flatMap((security) => {
      if (security === undefined || security === slow.cell.security) return [];
      const fast = counterpart(whole, slow, { security });
      if (fast === undefined) return [];
      const of = TABULATED.flatMap((name) => {
        const metric = metricOf(name)!;
        const ratio = estimate([...ratios(series(slow, metric), series(fast, metric)).values()]);
        return ratio === null ? [] : [{ metric, ratio }];
      });
      return of.length === 0 ? [] : [{ slow, fast, of }];
    });
  });
}

/** Active over semi-honest: what plots show of them. */
export const isActiveOverPassive = ({ slow, fast }: Slowdown): boolean =>
  slow.cell.security.startsWith("spdz") &&
  (slow.cell.security === "spdz+dealer") === (fast.cell.security === "additive+dealer");

export function slowdownSection(cells: readonly CellRuns[], baseline: Security) {
  const found = slowdowns(cells, baseline);
  if (found.length === 0) return [];
  const columns = cellColumns(cells);
  const rows = found.map(({ slow, fast, of }) => [
    ...columns.of({ ...slow, labels: [...new Set([...slow.labels, ...fast.labels])] }),
    fast.cell.security,
    ...TABULATED.map((name) =>
      interval(of.find(({ metric }) => metric.name === name)?.ratio ?? null),
    ),
  ]);
  return [
    heading("Slowdown"),
    paragraph(
      "Ratios of runs of the same repetition, their median; total is keys, offline and online of the slowest party, without keys the latter two.",
    ),
    table([...columns.heads, "over", ...Object.values(COLUMNS)], rows, [INTERVAL_NOTE]),
  ];
}
