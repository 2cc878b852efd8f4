/**
 * Reads a config that is to be run or shown. It checks that every plot and finding is valid, and that the matrix has
 * the cells that it needs. This happens before the first run, on invented records.
 */

import { mistakeAt } from "../config/explain.ts";
import {
  type Experiment,
  experimentOf,
  type ReadConfig,
  type ReadOptions,
  readConfig,
} from "../config/read.ts";
import { DEFAULT_BASELINE } from "../config/schema.ts";
import { assertPredicate, metricNamesIn, untellable } from "../findings/evaluate.ts";
import { FindingError } from "../findings/language.ts";
import type { CellRuns } from "../statistics/cells.ts";
import { draw, plotObjection } from "./plots/plots.ts";
import { type Rehearsal, rehearsals } from "./rehearsal.ts";

/**
 * @throws UsageError as `readConfig` does, or naming the first plot or finding that is invalid or for which the matrix
 *   has no cells.
 */
export function readExperiment(path: string, options: ReadOptions = {}): Experiment {
  const read = readConfig(path);
  assertShown(read);
  return experimentOf(read, options);
}

function assertShown({ file, config }: ReadConfig): void {
  const { findings, report } = config;
  const plots = report.plots ?? [];
  for (const [k, name] of plots.entries()) {
    const says = plotObjection(name);
    if (says !== null) throw mistakeAt(file, ["report", "plots", k], says);
  }
  const wrong = (k: number, says: string) => mistakeAt(file, ["findings", k, "holds"], says);
  for (const [k, { holds }] of findings.entries())
    try {
      assertPredicate(holds);
    } catch (error) {
      throw error instanceof FindingError ? wrong(k, error.message) : error;
    }
  if (plots.length + findings.length === 0) return;

  const ways = rehearsals(
    config,
    findings.flatMap(({ holds }) => metricNamesIn(holds)),
  );
  const baseline = report.baseline ?? DEFAULT_BASELINE;
  for (const [k, name] of plots.entries())
    if (ways.every((cells) => draw([name], { cells: cells(), baseline }).empty.length > 0))
      throw mistakeAt(
        file,
        ["report", "plots", k],
        `${name} has nothing to draw in this matrix: ${neededBy(name)}`,
      );
  for (const [k, { holds }] of findings.entries()) {
    const says = firstTrouble(ways, (cells) => untellable(holds, { cells, baseline }));
    if (says !== null) throw wrong(k, `finding "${holds}": ${says}`);
  }
}

/** The trouble of the first way; null if at least one way has no trouble. */
function firstTrouble(
  ways: readonly Rehearsal[],
  troubleOf: (cells: readonly CellRuns[]) => string | null,
): string | null {
  const all: string[] = [];
  for (const cells of ways) {
    const trouble = troubleOf(cells());
    if (trouble === null) return null;
    all.push(trouble);
  }
  return all[0]!;
}

function neededBy(name: string): string {
  if (name === "slowdown")
    return "an active combination beside a semi-honest one, at two values of an axis, is expected";
  if (name === "overhead-split") return "ablations are expected";
  if (name === "prediction") return "links both measured and virtual are expected";
  if (name === "accuracy-by-function")
    return "a result with functions is expected, and a finding that names a figure of one";
  const [, axis] = /-by-(.+)$/.exec(name) ?? [];
  return `two values of ${axis}, all else being equal, are expected`;
}
