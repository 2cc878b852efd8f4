/**
 * npm run -s compare-noise [-- --publish]
 *
 * Writes runs/compare-noise-pairs/<time>/: the two run folders of each pair, results.jsonl with a line for each pair as
 * it ends, and report.md. --publish copies results.jsonl and report.md to results/compare-noise/, from a clean tree
 * only. The exit code is 1 if more pairs are called changed than noise explains, and 2 for wrong usage.
 */
import { appendFileSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeNamedFolder } from "../../host/node/make-folder.ts";
import { UsageError } from "../../host/usage-error.ts";
import { coresHere } from "../harness/choose-testbed.ts";
import { processes } from "../processes/testbed.ts";
import { describeProvenance, provenance } from "../records/provenance.ts";
import { readExperiment } from "../report/read-experiment.ts";
import { MOST_ALARMS, PAIRS, type PairResult, runPair, toMarkdown } from "./pairs.ts";

const CONFIG = fileURLToPath(new URL("./same-commit.yaml", import.meta.url));
const PUBLISHED = join("results", "compare-noise");

async function main(): Promise<number> {
  const publish = readOptions();
  const origin = provenance();
  if (publish && origin.dirty !== false)
    throw new UsageError("--publish: the tree differs from its commit; commit first");
  const folder = join("runs", "compare-noise-pairs", origin.at.replaceAll(":", "-"));
  makeNamedFolder(folder);
  const experiment = readExperiment(CONFIG);
  const machine = { engine: "processes", testbeds: [processes], cores: coresHere() };
  const results: PairResult[] = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const result = await runPair(pair, experiment, folder, machine);
    results.push(result);
    appendFileSync(
      join(folder, "results.jsonl"),
      `${JSON.stringify({ ...result, provenance: origin })}\n`,
    );
    console.log(`pair ${pair} of ${PAIRS}: ${result.called.join("; ") || "no change"}`);
  }
  const report = toMarkdown(results, describeProvenance(origin));
  writeFileSync(join(folder, "report.md"), report);
  console.log(`\n${report}\nwritten to ${folder}`);
  if (publish) {
    makeNamedFolder(PUBLISHED);
    for (const file of ["results.jsonl", "report.md"])
      copyFileSync(join(folder, file), join(PUBLISHED, file));
  }
  return results.filter(({ called }) => called.length > 0).length <= MOST_ALARMS ? 0 : 1;
}

function readOptions(): boolean {
  try {
    const { values } = parseArgs({ options: { publish: { type: "boolean", default: false } } });
    return values.publish;
  } catch (error) {
    throw new UsageError((error as Error).message.split("\n")[0]!);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
