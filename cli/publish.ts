/** `spdz publish`: a run becomes a result of the repository. */
import type { Command } from "commander";
import { publish } from "../experiments/report/publish.ts";

interface PublishFlags {
  readonly into: string;
  readonly quick?: true;
  readonly insecureLattice?: true;
  readonly json?: true;
}

const EXAMPLES = `
Example:
  spdz publish runs/active-vs-passive/2026-01-31T12-00-00.000Z

Copies the records to results/<experiment>/ and writes the reports there. What was there before is removed. Refuses
runs of a tree that differed from its commit, and experiments with missing runs.`;

export function addPublish(spdz: Command): void {
  spdz
    .command("publish")
    .summary("make a run a result of the repository")
    .description("Puts a run and its reports under results/.")
    .argument("<run>", "the folder of a run")
    .option("--into <folder>", "the folder of all results", "results")
    .option("--quick", "accept a quick run")
    .option("--insecure-lattice", "accept runs with lattice parameters for tests")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, { json, ...options }: PublishFlags) => {
      const { folder, commit, experiment, files } = await publish(path, options);
      const text = json
        ? JSON.stringify({ folder, commit, experiment, files })
        : `${folder}: ${files.length} files, measured at commit ${commit}`;
      process.stdout.write(`${text}\n`);
    });
}
