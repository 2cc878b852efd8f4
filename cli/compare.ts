/** `spdz compare`: which cells of two runs differ beyond noise. */
import { type Command, InvalidArgumentError } from "commander";
import {
  compareFolders,
  comparisonAsJson,
  describeComparison,
} from "../experiments/report/compare-folders.ts";
import { COMPARED, DEFAULT_DRIFT } from "../experiments/statistics/compare.ts";
import { METRIC_NAMES, metricOf } from "../experiments/statistics/metrics.ts";

interface CompareFlags {
  readonly drift: number;
  readonly metrics: readonly string[];
  readonly all?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz compare results/active-vs-passive runs/active-vs-passive/2026-01-31T12-00-00.000Z
  spdz compare A B --metrics onlineMs,bytes --drift 1.05 --json

A time is said to differ where it does by more than the drift that machines show between two sessions; all tests
together are wrong in at most 5 % of comparisons of equals. Counts such as bytes and rounds differ exactly or not at all.`;

export function addCompare(spdz: Command): void {
  spdz
    .command("compare")
    .summary("which cells of two runs differ beyond noise")
    .description("Says which cells of two runs differ beyond noise.")
    .argument("<a>", "the folder of a run, or of a result")
    .argument("<b>", "another")
    .option("--drift <factor>", "between sessions, of times and memory", factor, DEFAULT_DRIFT)
    .option("--metrics <names>", "separated by commas", metrics, [...COMPARED])
    .option("--all", "what did not change, too")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((a: string, b: string, { all, json, ...options }: CompareFlags) => {
      const comparison = compareFolders(a, b, options);
      const text = json
        ? JSON.stringify(comparisonAsJson(comparison))
        : describeComparison(comparison, all === true);
      process.stdout.write(`${text}\n`);
    });
}

function factor(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 1 || value > 10)
    throw new InvalidArgumentError("A factor from 1 to 10 is expected.");
  return value;
}

function metrics(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => metricOf(name) === null);
  if (unknown !== undefined)
    throw new InvalidArgumentError(`No metric "${unknown}"; there are ${METRIC_NAMES.join(", ")}.`);
  return names;
}
