/** Figures that others may quote: results/<experiment>/, written from a run folder by this alone. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeNamedFolder } from "../../host/node/make-folder.ts";
import { UsageError } from "../../host/usage-error.ts";
import { experimentOf, readConfig } from "../config/read.ts";
import { missingRuns } from "../harness/list.ts";
import { type RunFolder, readRunFolder, SHOWN_AS } from "./run-folder.ts";
import { writeReport } from "./write.ts";

export interface PublishOptions {
  /** The folder of all results; "results" unless said. */
  readonly into?: string;
  /** Publish a quick run as well. */
  readonly quick?: boolean;
  /** Publish runs on lattice parameters for tests as well. */
  readonly insecureLattice?: boolean;
}

export interface Published {
  readonly folder: string;
  readonly experiment: string;
  /** That was measured. */
  readonly commit: string;
  readonly files: readonly string[];
}

const RECORDS = ["config.yaml", "run.json", "runs.jsonl"];
const LATTICE_FOR_TESTS = "insecure: lattice parameters for tests";

/**
 * Copies the records of `path` to <into>/<experiment>/ and writes the reports there; what was there goes, at once.
 * @throws UsageError for a tree that differed from its commit, an experiment that has not ended, and for quick runs and
 *   lattices for tests unless said.
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
    refuse(`"${folder.experiment}" is no name of a folder: letters, digits and "-" are allowed`);
  if (commit === null) return refuse("it was not measured from a commit");
  if (dirty !== false) refuse("the tree that was measured differed from its commit");
  if (torn) refuse("its last record was cut off; resume the experiment first");
  if (cells.every(({ ok }) => ok.length === 0)) refuse("no run went well");
  if (folder.quick && !quick) refuse("it was a quick run (--quick publishes it all the same)");
  if (
    !insecureLattice &&
    runs.some(({ labels }) => labels.some((l) => l.includes(LATTICE_FOR_TESTS)))
  )
    refuse(
      `some runs are labelled "${LATTICE_FOR_TESTS}" (--insecure-lattice publishes them all the same)`,
    );
  const experiment = experimentOf(readConfig(join(path, "config.yaml")), { quick: folder.quick });
  const missing = missingRuns(experiment, runs);
  if (missing > 0)
    refuse(`${missing} of its runs are missing: spdz experiment resume, or start another`);
  return commit;
}

/** No reader sees half of it, and nothing of before stays. */
function replace(target: string, by: string): void {
  const before = `${by}-before`;
  if (existsSync(target)) renameSync(target, before);
  renameSync(by, target);
  rmSync(before, { recursive: true, force: true });
}
