/** A run folder as reports read it: config.yaml, run.json, runs.jsonl. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { SECURITIES, type Security } from "../../host/node/party/combination.ts";
import { readText } from "../../host/node/read-text.ts";
import { type FolderRecord, folderRecord, type RunRecord, runRecord } from "../harness/record.ts";
import { type CellRuns, cellsOf } from "../statistics/cells.ts";
import { UsageError } from "../usage-error.ts";

/** Of slowdowns, where the config names no other. */
const BASELINE: Security = "additive+semi-honest-he";

/** What a report needs of a config; whether the rest means something was seen to before it was run. */
const reportedConfig = z.looseObject({
  question: z.string().default(""),
  report: z
    .looseObject({
      baseline: z.enum(SECURITIES).default(BASELINE),
      plots: z.array(z.string()).optional(),
    })
    .default({ baseline: BASELINE }),
  findings: z
    .array(z.looseObject({ id: z.string(), claim: z.string(), holds: z.string() }))
    .default([]),
});
export type ReportedConfig = z.infer<typeof reportedConfig>;

export interface RunFolder {
  readonly path: string;
  readonly folder: FolderRecord;
  readonly config: ReportedConfig;
  readonly configText: string;
  readonly runs: readonly RunRecord[];
  readonly cells: readonly CellRuns[];
  /** The last line was cut off while it was written, and is not counted. */
  readonly torn: boolean;
}

/** @throws UsageError for a file that is missing or that is not what this version writes, with its line. */
export function readRunFolder(path: string): RunFolder {
  const read = (name: string): string => {
    const text = readText(join(path, name));
    if (text === null) throw new UsageError(`${path} is no folder of a run: it has no ${name}`);
    return text;
  };
  const folderName = join(path, "run.json");
  const folder = shaped(folderRecord, parsed(read("run.json"), folderName), folderName);
  const configText = read("config.yaml");
  const digest = createHash("sha256").update(configText).digest("hex");
  if (digest !== folder.configDigest)
    throw new UsageError(
      `${join(path, "config.yaml")} is not what was run: its digest differs from run.json`,
    );
  const config = shaped(
    reportedConfig,
    parseDocument(configText).toJS() ?? {},
    join(path, "config.yaml"),
  );
  const { runs, torn } = readRuns(read("runs.jsonl"), join(path, "runs.jsonl"));
  return { path, folder, config, configText, runs, cells: cellsOf(runs), torn };
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
