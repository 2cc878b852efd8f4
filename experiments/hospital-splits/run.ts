/**
 * npm run -s hospital-splits [-- --publish]
 *
 * Writes runs/hospital-splits/<time>/: runs.jsonl with a line for each split as it ends, and report.md. --publish
 * copies both to results/hospital-splits/, from a clean tree only. The exit code is 1 if a finding fails, 2 for wrong
 * usage.
 */
import { appendFileSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeNamedFolder } from "../../host/node/make-folder.ts";
import { UsageError } from "../../host/usage-error.ts";
import { provenance } from "../records/provenance.ts";
import { findings, runSplit, type SplitResult, toMarkdown } from "./splits.ts";

const SPLITS = [1, 2, 3, 4, 5];

async function main(): Promise<number> {
  const publish = readOptions();
  const origin = provenance();
  if (publish && origin.dirty !== false)
    throw new UsageError("--publish: the tree differs from its commit; commit first");
  const folder = join("runs/hospital-splits", origin.at.replaceAll(":", "-"));
  makeNamedFolder(folder);
  const results: SplitResult[] = [];
  for (const split of SPLITS) {
    const result = await runSplit(split);
    results.push(result);
    const line = JSON.stringify({ ...result, provenance: origin });
    appendFileSync(join(folder, "runs.jsonl"), `${line}\n`);
    console.log(
      `split ${split}: secure ${result.secure.toFixed(4)}, floating point ${result.floatingPoint.toFixed(4)}`,
    );
  }
  const report = toMarkdown(results, origin);
  writeFileSync(join(folder, "report.md"), report);
  console.log(`\n${report}\nwritten to ${folder}`);
  if (publish) {
    makeNamedFolder("results/hospital-splits");
    for (const file of ["runs.jsonl", "report.md"])
      copyFileSync(join(folder, file), join("results/hospital-splits", file));
  }
  const { accurate, close } = findings(results);
  return accurate && close ? 0 : 1;
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
