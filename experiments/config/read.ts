/** Reads an experiment's config, and checks all that needs neither this machine, nor the program, nor records. */
import { dirname, resolve } from "node:path";
import { cellsOf, type PlannedCell, quickOf } from "./cells.ts";
import { assertConsistent } from "./consistency.ts";
import { measuredDigest } from "./digest.ts";
import { explain } from "./explain.ts";
import { milliseconds } from "./quantities.ts";
import { type ExperimentFile, experimentSchema } from "./schema.ts";
import { readYamlFile, type YamlFile } from "./yaml-file.ts";

/** A config as it was read: its cells, in order, and the file that they come from. */
export interface Experiment {
  readonly file: YamlFile;
  /** The config as it is run; with --quick, its quick form. */
  readonly config: ExperimentFile;
  readonly quick: boolean;
  /** The digest of what is measured (digest.ts). */
  readonly digest: string;
  /** For loadProgram: the name of a program that ships, or an absolute path. */
  readonly program: string;
  readonly cells: readonly PlannedCell[];
  readonly deadlineMs: number;
}

export interface ReadOptions {
  readonly quick?: boolean;
  /** The folder to which the program's path in the config is relative; by default the config's own. */
  readonly base?: string;
}

/** A file, and its content with defaults filled in. */
export interface ReadConfig {
  readonly file: YamlFile;
  readonly config: ExperimentFile;
}

/**
 * Does not check how figures are shown: a run that has records stays readable.
 * @throws UsageError: one line that names the file, the line, the key and what is allowed.
 */
export function readConfig(path: string): ReadConfig {
  const file = readYamlFile(path);
  const parsed = experimentSchema.safeParse(file.value ?? {});
  if (!parsed.success) throw explain(file, parsed.error, experimentSchema);
  assertConsistent(file, parsed.data);
  return { file, config: parsed.data };
}

export function experimentOf(
  { file, config: whole }: ReadConfig,
  { quick = false, base = dirname(file.path) }: ReadOptions = {},
): Experiment {
  const config = quick ? quickOf(whole) : whole;
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
