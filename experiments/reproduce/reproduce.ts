/**
 * Runs the experiments that ship, one after another, and writes their reports. It evaluates each finding on the runs
 * made here and on the records committed under results/.
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
  /** Names of experiments; all by default. */
  readonly only?: readonly string[];
  /** Resumes the last run of each experiment, if it was begun on this commit and machine. */
  readonly resume?: boolean;
  readonly engine: string;
  readonly testbedsOf: (name: string) => Testbeds;
  /** The folder for runs; "runs" by default. */
  readonly runs?: string;
  /** The folder of committed results; "results" by default. */
  readonly results?: string;
  /** Called before an experiment begins. */
  readonly onExperiment?: (name: string, index: number, count: number) => void;
}

export interface ReproducedFinding {
  readonly id: string;
  readonly claim: string;
  /** On the runs made here, with the config's tolerance. */
  readonly here: Evaluation;
  /** On the committed records, without tolerance; null if there are none. */
  readonly committed: Evaluation | null;
}

/** What became of an experiment that was run again: its findings, before and now. */
export interface Reproduced {
  readonly experiment: string;
  /** Null if it could not run; `trouble` says why. */
  readonly summary: RunSummary | null;
  readonly trouble: string | null;
  readonly findings: readonly ReproducedFinding[];
}

/**
 * If one experiment cannot run here, the others still run.
 * @throws UsageError for an unknown name, before anything runs; Interrupted.
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
      // The last run cannot be resumed, for example because it is of another commit or machine: a new run is made.
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
