/** Pairs of runs of one experiment by one commit, and what `spdz compare` says of each. */
import { join } from "node:path";
import type { Experiment } from "../config/read.ts";
import { type NewRun, runExperiment } from "../harness/runner.ts";
import { compareFolders } from "../report/compare-folders.ts";
import { DEFAULT_DRIFT } from "../statistics/compare.ts";

export const PAIRS = 20;

export interface PairResult {
  readonly pair: number;
  /** How many figures were compared, and which of them were called changed: "onlineMs more, ×1.31". */
  readonly tests: number;
  readonly called: readonly string[];
  /** The median of the ratios of b to a, over all times. */
  readonly overall: number | null;
}

/** Runs a, then b, into FOLDER/pair-K-a and -b. @throws as runExperiment. */
export async function runPair(
  pair: number,
  experiment: Experiment,
  folder: string,
  options: Omit<NewRun, "folder">,
): Promise<PairResult> {
  const [a, b] = ["a", "b"].map((side) => join(folder, `pair-${pair}-${side}`)) as [string, string];
  for (const side of [a, b]) await runExperiment(experiment, { ...options, folder: side });
  const { differences, tests, overall } = compareFolders(a, b);
  const called = differences
    .filter(({ verdict }) => verdict === "more" || verdict === "less")
    .map(
      ({ metric, verdict, ratio }) =>
        `${metric.name} ${verdict}${ratio === null ? "" : `, ×${ratio.toFixed(2)}`}`,
    );
  return { pair, tests, called, overall };
}

/** A comparison is wrong in at most one case of twenty. More false alarms than this among PAIRS pairs are a finding. */
export const MOST_ALARMS = 3;

export function toMarkdown(results: readonly PairResult[], where: string): string {
  const alarms = results.filter(({ called }) => called.length > 0);
  const rows = results.map(
    ({ pair, tests, called, overall }) =>
      `| ${pair} | ${tests} | ${overall === null ? "–" : overall.toFixed(3)} | ${called.join("; ") || "none"} |`,
  );
  return [
    "# One commit, measured twice, twenty times over",
    "",
    `${alarms.length} of ${results.length} pairs had a figure that \`spdz compare\` called changed. A comparison may be wrong in one of`,
    `twenty, with drifts up to ${DEFAULT_DRIFT} allowed for; at most ${MOST_ALARMS} of ${PAIRS} are what one expects of that (more have a chance`,
    "below 2 %).",
    "",
    "| pair | figures tested | times, b over a | called changed |",
    "|---:|---:|---:|---|",
    ...rows,
    "",
    where,
    "",
  ].join("\n");
}
