/** What security costs compared with a baseline: ratios of runs of the same repetition. */
import {
  combinationOf,
  SECURITIES,
  type Security,
  twinOf,
} from "../../../host/party/combination.ts";
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

/** The metrics that plots show too. */
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

/** The twin with material of the same backend: then active and semi-honest differ in the online phase only. */
function onlineTwinOf(security: Security): Security | null {
  const twin = twinOf(security);
  if (twin === null || combinationOf(twin).backend !== combinationOf(security).backend) return null;
  return twin;
}

const ONLINE_TWINS = SECURITIES.map(onlineTwinOf);

/** Every combination without an ablation over the baseline, and over its online twin if it has one. */
export function slowdowns(cells: readonly CellRuns[], baseline: Security): readonly Slowdown[] {
  const whole = cells.filter(({ cell, ok }) => cell.ablation === "none" && ok.length > 0);
  return whole.flatMap((slow) => {
    const overs = new Set([baseline, onlineTwinOf(slow.cell.security)]);
    return [...overs].flatMap((security) => {
      if (security === null || security === slow.cell.security) return [];
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

/** Whether a slowdown is of active over semi-honest security. Plots show only these. */
export function isActiveOverPassive({ slow, fast }: Slowdown): boolean {
  if (combinationOf(slow.cell.security).family !== "authenticated") return false;
  const own = onlineTwinOf(slow.cell.security);
  return own === null ? !ONLINE_TWINS.includes(fast.cell.security) : own === fast.cell.security;
}

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
