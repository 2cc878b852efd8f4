/**
 * A run's folder: `config.yaml` as run, `run.json` (where its runs come from), `runs.jsonl`, and
 * `origin.json`, which only going on needs: it names this machine's paths and is never published.
 */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { makeFolder, whyNotMade } from "../../host/node/make-folder.ts";
import { readText } from "../../host/node/read-text.ts";
import { issueInWords } from "../../host/node/validation-words.ts";
import { digestOf, type Experiment, readExperiment } from "../config/read.ts";
import { UsageError } from "../usage-error.ts";
import { folderProvenance } from "./folder-provenance.ts";
import { type FolderRecord, folderRecord, RECORD_VERSION } from "./record.ts";

const CONFIG = "config.yaml";
export const RUN = "run.json";
const ORIGIN = "origin.json";
export const RUNS = "runs.jsonl";

const originRecord = z.strictObject({
  /** Absolute: from where the config names its program. */
  base: z.string(),
  /** sourceDigest as it was begun. */
  sources: z.string(),
});

/** NAME/TIME, below a folder of runs. */
export const timedFolder = (experiment: string, at: Date): string =>
  join(experiment, at.toISOString().replaceAll(":", "-"));

export interface NewFolder {
  readonly engine: string;
  readonly sources: string;
  readonly startedAt: Date;
}

/** @throws UsageError if something lies there already, or it cannot be made. */
export function createRunFolder(
  path: string,
  experiment: Experiment,
  made: NewFolder,
): FolderRecord {
  const { file, config, quick, digest } = experiment;
  const record: FolderRecord = {
    version: RECORD_VERSION,
    experiment: config.name,
    startedAt: made.startedAt.toISOString(),
    configDigest: digest,
    engine: made.engine,
    quick,
    provenance: folderProvenance(),
  };
  const origin = { base: resolve(dirname(file.path)), sources: made.sources };
  try {
    makeFolder(path);
    if (readdirSync(path).length > 0)
      throw new UsageError(
        `${path} is not empty: another folder is expected, or spdz experiment resume`,
      );
    writeFileSync(join(path, CONFIG), file.text);
    writeFileSync(join(path, ORIGIN), `${JSON.stringify(origin, null, 2)}\n`);
    // What makes the folder a run comes last, and whole.
    writeFileSync(join(path, `${RUN}.new`), `${JSON.stringify(record, null, 2)}\n`);
    renameSync(join(path, `${RUN}.new`), join(path, RUN));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot make the folder ${path}: ${whyNotMade(cause)}`, { cause });
  }
  return record;
}

/** @throws UsageError if that is no folder of a run, or one of another version. */
export const readFolderRecord = (path: string): FolderRecord =>
  readRecord(join(path, RUN), folderRecord, `${path} is no folder of a run`);

export interface OpenedFolder {
  readonly record: FolderRecord;
  readonly experiment: Experiment;
  readonly sources: string;
}

/** To go on with it. @throws UsageError if its config is another than it was begun with, or cannot be read. */
export function openRunFolder(path: string): OpenedFolder {
  const record = readFolderRecord(path);
  const config = join(path, CONFIG);
  const text = readText(config);
  if (text === null || digestOf(text) !== record.configDigest)
    throw new UsageError(
      `${config} is not the config that this run was begun with (${RUN} has its digest)`,
    );
  const origin = readRecord(
    join(path, ORIGIN),
    originRecord,
    `${path} cannot be gone on with, it was copied`,
  );
  const experiment = readExperiment(config, { quick: record.quick, base: origin.base });
  return { record, experiment, sources: origin.sources };
}

function readRecord<T>(path: string, schema: z.ZodType<T>, otherwise: string): T {
  const text = readText(path);
  if (text === null) throw new UsageError(`${otherwise}: there is no ${path}`);
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is no JSON`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UsageError(`${path}: ${issue.path.join(".")}: ${issueInWords(issue)}`);
}
