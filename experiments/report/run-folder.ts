/** A run folder as reports read it: config.yaml, run.json, runs.jsonl. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readText } from "../../host/node/read-text.ts";
import { SECURITIES } from "../../host/party/combination.ts";
import { UsageError } from "../../host/usage-error.ts";
import { isDigestOf, measuredDifference, measuredDigest } from "../config/digest.ts";
import { DEFAULT_BASELINE } from "../config/schema.ts";
import { readYamlFile, type YamlFile } from "../config/yaml-file.ts";
import { type FolderRecord, folderRecord, type RunRecord, runRecord } from "../records/record.ts";
import { type CellRuns, cellsOf } from "../statistics/cells.ts";

/**
 * A config whose report and findings replace those of config.yaml. It exists only if they were changed after the runs.
 */
export const SHOWN_AS = "report.yaml";

/** The part of a config that a report needs. The rest was checked before the runs. */
const reportedConfig = z.looseObject({
  question: z.string().default(""),
  report: z
    .looseObject({
      baseline: z.enum(SECURITIES).default(DEFAULT_BASELINE),
      plots: z.array(z.string()).optional(),
    })
    .default({ baseline: DEFAULT_BASELINE }),
  findings: z
    .array(z.looseObject({ id: z.string(), claim: z.string(), holds: z.string() }))
    .default([]),
});
export type ReportedConfig = z.infer<typeof reportedConfig>;

export interface RunFolder {
  readonly path: string;
  readonly folder: FolderRecord;
  readonly config: ReportedConfig;
  /** The text of the config as it was run. */
  readonly configText: string;
  /** The digest of what was measured. In older folders `folder.configDigest` is that of the whole text. */
  readonly measured: string;
  /** Whether report and findings are those of SHOWN_AS. */
  readonly shownAnew: boolean;
  readonly runs: readonly RunRecord[];
  readonly cells: readonly CellRuns[];
  /** The last line was cut off while it was written, and is not counted. */
  readonly torn: boolean;
}

/**
 * `showAs` is a config whose report and findings count instead of those in the folder.
 * @throws UsageError for a file that is missing, or that does not have the form of this version, with the line.
 */
export function readRunFolder(path: string, showAs: YamlFile | null = null): RunFolder {
  const read = (name: string): string => {
    const text = readText(join(path, name));
    if (text === null)
      throw new UsageError(`${path} is not the folder of a run: it has no ${name}`);
    return text;
  };
  const folderName = join(path, "run.json");
  const folder = shaped(folderRecord, parsed(read("run.json"), folderName), folderName);
  const configText = read("config.yaml");
  const name = join(path, "config.yaml");
  const { value } = readYamlFile(name);
  if (!isDigestOf(folder.configDigest, configText, value))
    throw new UsageError(`${name} is not what was run: its digest differs from run.json`);
  const shown =
    showAs ?? (existsSync(join(path, SHOWN_AS)) ? readYamlFile(join(path, SHOWN_AS)) : null);
  if (shown !== null) assertSameMeasured(shown, value);
  const config = shaped(reportedConfig, (shown ?? { value }).value ?? {}, shown?.path ?? name);
  const { runs, torn } = readRuns(read("runs.jsonl"), join(path, "runs.jsonl"));
  return {
    path,
    folder,
    config,
    configText,
    runs,
    cells: cellsOf(runs),
    torn,
    measured: measuredDigest(value),
    shownAnew: shown !== null && shown.text !== configText,
  };
}

function assertSameMeasured({ path, value, lineOf }: YamlFile, asRun: unknown): void {
  const key = measuredDifference(value, asRun);
  if (key !== null)
    throw new UsageError(
      `${path} line ${lineOf([key])}: ${key}: differs from what was run; only report and findings may change afterwards`,
    );
}

function readRuns(text: string, name: string): { runs: readonly RunRecord[]; torn: boolean } {
  const torn = text !== "" && !text.endsWith("\n");
  const lines = text.split("\n").slice(0, -1);
  const runs = lines.map((line, k) => {
    const place = `${name} line ${k + 1}`;
    return shaped(runRecord, parsed(line, place), place);
  });
  return { runs, torn };
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${place}: JSON is expected`, { cause });
  }
}

function shaped<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue!.path.join(".");
  throw new UsageError(`${place}: ${key === "" ? "" : `${key}: `}${issue!.message}`);
}
