/**
 * Runs the experiments that ship, one after another, writes their reports, and evaluates each finding on what was
 * measured here and on what is committed under results/.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../host/usage-error.ts";
import type { Experiment } from "../config/read.ts";
import { type Evaluation, evaluate } from "../findings/evaluate.ts";
import { timedFolder } from "../harness/folder.ts";
import { listRuns } from "../harness/list.ts";
import {
  type RunnerOptions,
  type RunSummary,
  resumeExperiment,
  runExperiment,
  type Testbeds,
} from "../harness/runner.ts";
import { readExperiment } from "../report/read-experiment.ts";
import { readRunFolder } from "../report/run-folder.ts";
import { writeReport } from "../report/write.ts";
import { shippedExperiments } from "./shipped.ts";

export interface ReproduceOptions extends Omit<RunnerOptions, keyof Testbeds> {
  readonly quick: boolean;
  /** Their names; all by default. */
  readonly only?: readonly string[];
  /** Goes on with the last run of each experiment that was begun on this commit and machine. */
  readonly resume?: boolean;
  readonly engine: string;
  readonly testbedsOf: (name: string) => Testbeds;
  /** Where runs go: "runs" unless said. */
  readonly runs?: string;
  /** Where results are committed: "results" unless said. */
  readonly results?: string;
  /** Before an experiment begins. */
  readonly onExperiment?: (name: string, index: number, count: number) => void;
}

export interface ReproducedFinding {
  readonly id: string;
  readonly claim: string;
  /** With the config's tolerance. */
  readonly here: Evaluation;
  /** On what is committed, as it stands; null where nothing is. */
  readonly committed: Evaluation | null;
}

export interface Reproduced {
  readonly experiment: string;
  /** Null where it could not be run: `trouble` says why. */
  readonly summary: RunSummary | null;
  readonly trouble: string | null;
  readonly findings: readonly ReproducedFinding[];
}

/**
 * One that cannot be run here does not keep the others from running.
 * @throws UsageError for a name that is none, before anything runs; Interrupted.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduced[]> {
  const { quick, only, results = "results", onExperiment } = options;
  const shipped = shippedExperiments(only);
  const experiments = shipped.map(({ path }) => readExperiment(path, { quick }));
  const done: Reproduced[] = [];
  for (const [k, experiment] of experiments.entries()) {
    const { name } = experiment.config;
    onExperiment?.(name, k, experiments.length);
    try {
      const summary = await run(experiment, options);
      const reported = await writeReport(summary.folder);
      const findings = findingsOf(experiment, reported.run, committedOf(join(results, name)));
      done.push({ experiment: name, summary, trouble: null, findings });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      done.push({ experiment: name, summary: null, trouble: error.message, findings: [] });
    }
  }
  return done;
}

async function run(experiment: Experiment, options: ReproduceOptions): Promise<RunSummary> {
  const { engine, testbedsOf, resume = false, runs = "runs" } = options;
  const { name } = experiment.config;
  const last = listRuns(runs).findLast(
    ({ record }) =>
      record?.experiment === name &&
      record.quick === experiment.quick &&
      record.configDigest === experiment.digest,
  );
  if (resume && last !== undefined)
    try {
      return await resumeExperiment(last.folder, options);
    } catch (error) {
      // Of another commit, or another machine: a run of its own.
      if (!(error instanceof UsageError)) throw error;
    }
  const folder = join(runs, timedFolder(name, new Date()));
  return runExperiment(experiment, { ...options, folder, engine, ...testbedsOf(engine) });
}

type Records = ReturnType<typeof readRunFolder>;

const committedOf = (folder: string): Records | null =>
  existsSync(folder) ? readRunFolder(folder) : null;

function findingsOf(
  { config }: Experiment,
  here: Records,
  committed: Records | null,
): ReproducedFinding[] {
  const on = ({ cells, config: { report } }: Records, holds: string, tolerance: number) =>
    evaluate(holds, { cells, baseline: report.baseline }, tolerance);
  return config.findings.map(({ id, claim, holds, tolerance }) => ({
    id,
    claim,
    here: on(here, holds, tolerance ?? 0),
    committed: committed === null ? null : on(committed, holds, 0),
  }));
}
