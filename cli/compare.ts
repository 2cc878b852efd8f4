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

A time counts as different if it differs by more than the drift that machines show between two sessions. If two runs
are equal, all tests together report a difference in at most 5 % of comparisons. Counts such as bytes and rounds are
compared exactly.`;

export function addCompare(spdz: Command): void {
  spdz
    .command("compare")
    .summary("which cells of two runs differ beyond noise")
    .description("Says which cells of two runs differ beyond noise.")
    .argument("<a>", "the folder of a run, or of a result")
    .argument("<b>", "the folder of another run or result")
    .option("--drift <factor>", "drift of times and memory", factor, DEFAULT_DRIFT)
    .option("--metrics <names>", "metrics, separated by commas", metrics, [...COMPARED])
    .option("--all", "show what did not change, too")
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
