/** An experiment's config, read and checked as far as it can be without this machine, the program, or records. */
import { dirname, resolve } from "node:path";
import { cellsOf, type PlannedCell, quickOf } from "./cells.ts";
import { assertConsistent } from "./consistency.ts";
import { measuredDigest } from "./digest.ts";
import { explain } from "./explain.ts";
import { milliseconds } from "./quantities.ts";
import { type ExperimentFile, experimentSchema } from "./schema.ts";
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
}

/** A file, and what it says, defaults filled in. */
export interface ReadConfig {
  readonly file: YamlFile;
  readonly config: ExperimentFile;
}

/**
 * How figures are to be shown is not looked at: what was run already has its records.
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
