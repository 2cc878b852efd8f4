import type { Experiment } from "../config/read.ts";
import type { RunRecord } from "../records/record.ts";
import { runKey } from "./journal.ts";

/** How many runs the config asks for that are not recorded. What a machine had to leave out is recorded as omitted. */
export function missingRuns(
  { cells, config }: Pick<Experiment, "cells" | "config">,
  records: readonly RunRecord[],
): number {
  const done = new Set(
    records.flatMap(({ status, cell, repetition }) =>
      status === "omitted" ? [] : [runKey(cell.id, repetition)],
    ),
  );
  const omitted = new Set(
    records.flatMap(({ status, cell }) => (status === "omitted" ? [cell.id] : [])),
  );
  const wanted = cells.filter((c) => c.omitted === null && !omitted.has(c.cell.id));
  const repetitions = Array.from({ length: config.repetitions }, (_, k) => k);
  return wanted
    .flatMap(({ cell }) => repetitions.map((k) => runKey(cell.id, k)))
    .filter((key) => !done.has(key)).length;
}
