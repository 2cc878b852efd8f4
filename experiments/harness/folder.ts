/**
 * A run's folder has `config.yaml` as it was run, `run.json` (where its runs come from), `runs.jsonl`, and
 * `origin.json`. Only resuming needs `origin.json`. It names paths of this machine and is never published.
 */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { makeFolder, whyNotMade } from "../../host/node/make-folder.ts";
import { readText } from "../../host/node/read-text.ts";
import { issueInWords } from "../../host/node/validation-words.ts";
import { UsageError } from "../../host/usage-error.ts";
import { isDigestOf } from "../config/digest.ts";
import { type Experiment, experimentOf, readConfig } from "../config/read.ts";
import { readYamlFile } from "../config/yaml-file.ts";
import { type FolderRecord, folderRecord, RECORD_VERSION } from "../records/record.ts";
import { folderProvenance } from "./folder-provenance.ts";
import { type FolderLock, LOCK, lockFolder } from "./lock.ts";

const CONFIG = "config.yaml";
export const RUN = "run.json";
const ORIGIN = "origin.json";
export const RUNS = "runs.jsonl";

const originRecord = z.strictObject({
  /** The absolute path of the folder to which the program's path in the config is relative. */
  base: z.string(),
  /** The sourceDigest at the beginning. */
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

/** Returns with the folder locked. @throws UsageError if the folder is not empty, or cannot be made. */
export function createRunFolder(path: string, experiment: Experiment, made: NewFolder): FolderLock {
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
  let lock: FolderLock | null = null;
  try {
    makeFolder(path);
    assertEmpty(path);
    lock = lockFolder(path);
    // The process that held the lock before may have begun a run here.
    assertEmpty(path);
    writeFileSync(join(path, CONFIG), file.text);
    writeFileSync(join(path, ORIGIN), `${JSON.stringify(origin, null, 2)}\n`);
    // run.json makes the folder a run, so it comes last, and as a whole.
    writeFileSync(join(path, `${RUN}.new`), `${JSON.stringify(record, null, 2)}\n`);
    renameSync(join(path, `${RUN}.new`), join(path, RUN));
    return lock;
  } catch (cause) {
    lock?.release();
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot make the folder ${path}: ${whyNotMade(cause)}`, { cause });
  }
}

function assertEmpty(path: string): void {
  if (readdirSync(path).some((name) => name !== LOCK))
    throw new UsageError(
      `${path} is not empty: name another folder, or use spdz experiment resume`,
    );
}

/** @throws UsageError if it is not the folder of a run, or if its record has another version. */
export const readFolderRecord = (path: string): FolderRecord =>
  readRecord(join(path, RUN), folderRecord, `${path} is not the folder of a run`);

export interface OpenedFolder {
  readonly record: FolderRecord;
  readonly experiment: Experiment;
  readonly sources: string;
}

/** Reads what resuming needs. @throws UsageError if a file cannot be read, or if the config has changed. */
export function openRunFolder(path: string): OpenedFolder {
  const record = readFolderRecord(path);
  const config = join(path, CONFIG);
  if (readText(config) === null) throw new UsageError(`${path} has no ${CONFIG}`);
  const { text, value } = readYamlFile(config);
  if (!isDigestOf(record.configDigest, text, value))
    throw new UsageError(
      `${config} is not the config that this run was begun with (${RUN} has its digest)`,
    );
  const origin = readRecord(
    join(path, ORIGIN),
    originRecord,
    `${path} cannot be resumed, it was copied`,
  );
  const experiment = experimentOf(readConfig(config), { quick: record.quick, base: origin.base });
  return { record, experiment, sources: origin.sources };
}

function readRecord<T>(path: string, schema: z.ZodType<T>, otherwise: string): T {
  const text = readText(path);
  if (text === null) throw new UsageError(`${otherwise}: there is no ${path}`);
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not JSON`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UsageError(`${path}: ${issue.path.join(".")}: ${issueInWords(issue)}`);
}
