/** The runs in a folder of runs, as `spdz experiment list` shows them, and how many runs each still misses. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../host/usage-error.ts";
import type { Experiment } from "../config/read.ts";
import type { FolderRecord, RunRecord } from "../records/record.ts";
import { openRunFolder, RUN, RUNS, readFolderRecord } from "./folder.ts";
import { readRuns, runKey } from "./journal.ts";

/** A run folder, as `spdz runs` lists it. */
export interface ListedRun {
  readonly folder: string;
  /** Null if it cannot be read: `trouble` says why. */
  readonly record: FolderRecord | null;
  readonly ok: number;
  readonly failed: number;
  readonly omitted: number;
  /** How many runs its config asks for that are not recorded; null if its config cannot be read any more. */
  readonly missing: number | null;
  readonly trouble: string | null;
}

/** The folders ROOT/NAME/TIME, ordered by name and time. Other folders are skipped. */
export function listRuns(root: string): ListedRun[] {
  const folders = below(root).flatMap(below);
  return folders.filter((folder) => existsSync(join(folder, RUN))).map(listed);
}

function listed(folder: string): ListedRun {
  const none = { record: null, ok: 0, failed: 0, omitted: 0, missing: null };
  try {
    const record = readFolderRecord(folder);
    const { records } = readRuns(join(folder, RUNS));
    const of = (status: string) => records.filter((r) => r.status === status).length;
    const [ok, failed, omitted] = [of("ok"), of("failed"), of("omitted")];
    const missing = missingOf(folder, records);
    return { folder, record, ok, failed, omitted, missing, trouble: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { folder, ...none, trouble: error.message };
  }
}

function missingOf(folder: string, records: readonly RunRecord[]): number | null {
  try {
    return missingRuns(openRunFolder(folder).experiment, records);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return null;
  }
}

/** The folders in `folder`, sorted; none if it does not exist. */
function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** How many runs the config asks for that are not recorded. Cells recorded as omitted do not count. */
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
