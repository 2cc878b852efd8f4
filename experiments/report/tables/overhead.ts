/** The parts of the cost of active security: what a run saves when one part of the protocol is left out. */
import { type CellRuns, counterpart, paired, series } from "../../statistics/cells.ts";
import { type Estimate, estimate } from "../../statistics/estimate.ts";
import { metricOf } from "../../statistics/metrics.ts";
import { type Block, heading, paragraph, table } from "../blocks.ts";
import { cellColumns, isInsecure } from "../dimensions.ts";
import { INTERVAL_NOTE, interval, percent } from "../format.ts";

export interface Share {
  readonly whole: CellRuns;
  /** "proofs", "keys (phase)", … */
  readonly piece: string;
  /** The share of the total time of the whole protocol; below 0 if leaving the part out costs time. */
  readonly share: Estimate;
  /** How the share was found, with the labels of the runs without the part. */
  readonly by: string;
}

export const OVERHEAD_NOTE =
  "Each part is left out alone, so that shares of parts which overlap need not add up to one.";

/** The shares of every cell without an ablation that has a counterpart with one. */
export function shares(cells: readonly CellRuns[]): readonly Share[] {
  const total = metricOf("totalMs")!;
  const ablations = [...new Set(cells.map(({ cell }) => cell.ablation))].filter(
    (a) => a !== "none",
  );
  const whole = cells.filter(({ cell, ok }) => cell.ablation === "none" && ok.length > 0);
  return whole.flatMap((of) => {
    const all = series(of, total);
    const pieces = ablations.flatMap((ablation) => {
      const ablated = counterpart(cells, of, { ablation });
      if (ablated === undefined) return [];
      const saved = estimate([
        ...paired(all, series(ablated, total), (a, b) => (a - b) / a).values(),
      ]);
      const by = `against runs ${ablation}${isInsecure(ablated) ? `, ${ablated.labels.join("; ")}` : ""}`;
      return saved === null
        ? []
        : [
            {
              whole: of,
              piece: ablation.replace(/^no-/, "").replaceAll("-", " "),
              share: saved,
              by,
            },
          ];
    });
    if (pieces.length === 0) return [];
    const keys = estimate([
      ...paired(series(of, metricOf("keysMs")!), all, (a, b) => a / b).values(),
    ]);
    return keys === null
      ? pieces
      : [...pieces, { whole: of, piece: "keys", share: keys, by: "the phase, measured" }];
  });
}

export function overheadSection(cells: readonly CellRuns[]): readonly Block[] {
  const found = shares(cells);
  if (found.length === 0) return [];
  const columns = cellColumns(cells);
  const rows = found.map(({ whole, piece, share, by }) => [
    ...columns.of(whole),
    piece,
    interval(share, percent),
    by,
  ]);
  return [
    heading("Split of the overhead"),
    paragraph(
      `Share of the total time that a run saves without one part of the protocol, by pairs of runs. ${OVERHEAD_NOTE}`,
    ),
    table([...columns.heads, "part", "#share of total", "found"], rows, [INTERVAL_NOTE]),
  ];
}
