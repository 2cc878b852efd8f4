/** The runs of a folder of runs, as `spdz experiment list` shows them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../host/usage-error.ts";
import type { FolderRecord, RunRecord } from "../records/record.ts";
import { openRunFolder, RUN, RUNS, readFolderRecord } from "./folder.ts";
import { readRuns } from "./journal.ts";
import { missingRuns } from "./missing.ts";

export interface ListedRun {
  readonly folder: string;
  /** Null if it cannot be read: `trouble` says why. */
  readonly record: FolderRecord | null;
  readonly ok: number;
  readonly failed: number;
  readonly omitted: number;
  /** Runs that its config asks for and that are not recorded; null where its config cannot be read any more. */
  readonly missing: number | null;
  readonly trouble: string | null;
}

/** ROOT/NAME/TIME, by name and time; folders of other things are passed over. */
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

/** Folders, sorted; none if there is no such folder. */
function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}
