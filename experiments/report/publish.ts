/** Publishes figures that others may quote. Only this code writes results/<experiment>/, from a run folder. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeNamedFolder } from "../../host/node/make-folder.ts";
import { UsageError } from "../../host/usage-error.ts";
import { experimentOf, readConfig } from "../config/read.ts";
import { missingRuns } from "../harness/list.ts";
import { type RunFolder, readRunFolder, SHOWN_AS } from "./run-folder.ts";
import { writeReport } from "./write.ts";

export interface PublishOptions {
  /** The folder of all results; "results" by default. */
  readonly into?: string;
  /** Publish a quick run as well. */
  readonly quick?: boolean;
  /** Publish runs on lattice parameters for tests as well. */
  readonly insecureLattice?: boolean;
}

export interface Published {
  readonly folder: string;
  readonly experiment: string;
  /** The commit that was measured. */
  readonly commit: string;
  readonly files: readonly string[];
}

const RECORDS = ["config.yaml", "run.json", "runs.jsonl"];
const LATTICE_FOR_TESTS = "insecure: lattice parameters for tests";

/**
 * Copies the records of `path` to <into>/<experiment>/, writes the reports there, and replaces the folder as a whole.
 * @throws UsageError if the tree differed from its commit, if the experiment has not ended, and, unless `options` allow
 *   them, for quick runs and for lattice parameters for tests.
 */
export async function publish(path: string, options: PublishOptions = {}): Promise<Published> {
  const { into = "results" } = options;
  const run = readRunFolder(path);
  const commit = assertPublishable(run, options);
  const { experiment } = run.folder;
  makeNamedFolder(into);
  const building = mkdtempSync(join(into, `.${experiment}-`));
  const target = join(into, experiment);
  try {
    const records = run.shownAnew ? [...RECORDS, SHOWN_AS] : RECORDS;
    for (const name of records) copyFileSync(join(path, name), join(building, name));
    const { files } = await writeReport(building);
    replace(target, building);
    return { folder: target, experiment, commit, files: [...records, ...files] };
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** The commit. */
function assertPublishable(run: RunFolder, { quick, insecureLattice }: PublishOptions): string {
  const { folder, runs, cells, path, torn } = run;
  const { commit, dirty } = folder.provenance;
  const refuse = (says: string): never => {
    throw new UsageError(`${path} is not published: ${says}`);
  };
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(folder.experiment))
    refuse(`"${folder.experiment}" cannot name a folder: letters, digits and "-" are allowed`);
  if (commit === null) return refuse("it was not measured from a commit");
  if (dirty !== false) refuse("the tree that was measured differed from its commit");
  if (torn) refuse("its last record was cut off; resume the experiment first");
  if (cells.every(({ ok }) => ok.length === 0)) refuse("no run went well");
  if (folder.quick && !quick) refuse("it was a quick run (--quick publishes it anyway)");
  if (
    !insecureLattice &&
    runs.some(({ labels }) => labels.some((l) => l.includes(LATTICE_FOR_TESTS)))
  )
    refuse(
      `some runs are labelled "${LATTICE_FOR_TESTS}" (--insecure-lattice publishes them anyway)`,
    );
  const experiment = experimentOf(readConfig(join(path, "config.yaml")), { quick: folder.quick });
  const missing = missingRuns(experiment, runs);
  if (missing > 0)
    refuse(`${missing} of its runs are missing: use spdz experiment resume, or start a new run`);
  return commit;
}

/** Replaces a folder. No reader sees half of the new one, and nothing of the old one stays. */
function replace(target: string, by: string): void {
  const before = `${by}-before`;
  if (existsSync(target)) renameSync(target, before);
  renameSync(by, target);
  rmSync(before, { recursive: true, force: true });
}
