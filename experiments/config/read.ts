/** An experiment's config, read and checked as far as it can be without asking this machine or the program. */
import { dirname, resolve } from "node:path";
import { cellsOf, type PlannedCell } from "./cells.ts";
import { assertConsistent } from "./consistency.ts";
import { measuredDigest } from "./digest.ts";
import { explain } from "./explain.ts";
import { milliseconds } from "./quantities.ts";
import { quickOf } from "./quick.ts";
import { type ExperimentFile, experimentSchema } from "./schema.ts";
import { assertShown } from "./shown.ts";
import { readYamlFile, type YamlFile } from "./yaml-file.ts";

export interface Experiment {
  readonly file: YamlFile;
  /** As it is to be run: with --quick, what that leaves of it. */
  readonly config: ExperimentFile;
  readonly quick: boolean;
  /** Of what is measured: as digest.ts has it. */
  readonly digest: string;
  /** For loadProgram: the name of one that ships, or an absolute path. */
  readonly program: string;
  readonly cells: readonly PlannedCell[];
  readonly deadlineMs: number;
}

export interface ReadOptions {
  readonly quick?: boolean;
  /** The folder from which the config names its program; its own by default. */
  readonly base?: string;
  /** What was run already has its records: how they are to be shown is not looked at. */
  readonly wasRun?: boolean;
}

/** @throws UsageError: one line that names the file, the line, the key and what is allowed. */
export function readExperiment(path: string, options: ReadOptions = {}): Experiment {
  const { quick = false, base = dirname(path), wasRun = false } = options;
  const file = readYamlFile(path);
  const parsed = experimentSchema.safeParse(file.value ?? {});
  if (!parsed.success) throw explain(file, parsed.error, experimentSchema);
  assertConsistent(file, parsed.data);
  if (!wasRun) assertShown(file, parsed.data);
  const config = quick ? quickOf(parsed.data) : parsed.data;
  return {
    file,
    config,
    quick,
    digest: measuredDigest(file.value),
    program: isPath(config.program) ? resolve(base, config.program) : config.program,
    cells: cellsOf(config),
    deadlineMs: milliseconds(config.deadline),
  };
}

const isPath = (program: string): boolean => /[./\\]/.test(program);
