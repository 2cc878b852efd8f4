/** Writes the reports of a run folder. The same records give the same files, byte for byte. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EvaluatedFinding, evaluateAll } from "../findings/evaluate.ts";
import { readExperiment } from "../report/read-experiment.ts";
import { figuresOf } from "./blocks.ts";
import { toCsv } from "./csv.ts";
import { documentOf } from "./document.ts";
import { toHtml } from "./html.ts";
import { toMarkdown } from "./markdown.ts";
import { type RunFolder, readRunFolder, SHOWN_AS } from "./run-folder.ts";
import { toSvg } from "./svg.ts";

export interface Reported {
  readonly run: RunFolder;
  /** Paths below the folder. */
  readonly files: readonly string[];
  readonly findings: readonly EvaluatedFinding[];
}

const FIGURES = "figures";

/**
 * Reads the run in `path` and writes summary.csv, report.md, report.html and figures/ beside its records. Earlier
 * figures are removed. `showAs` is a config that measures what was run. Its report and findings count from now on. A
 * copy of it stays beside the records, unless it equals the config as run.
 * @throws UsageError for a folder without a run, or a config with invalid plots or findings.
 */
export async function writeReport(path: string, showAs: string | null = null): Promise<Reported> {
  const shown = showAs === null ? null : readExperiment(showAs).file;
  const run = readRunFolder(path, shown);
  const document = documentOf(run);
  const figures = figuresOf(document.blocks);
  const texts = new Map([
    ["summary.csv", toCsv(run)],
    ["report.md", toMarkdown(document)],
    ["report.html", toHtml(document)],
  ]);
  for (const figure of figures)
    texts.set(join(FIGURES, `${figure.name}.svg`), `${await toSvg(figure)}\n`);
  rmSync(join(path, FIGURES), { recursive: true, force: true });
  if (figures.length > 0) mkdirSync(join(path, FIGURES));
  for (const [name, text] of texts) writeFileSync(join(path, name), text);
  if (shown !== null && run.shownAnew) writeFileSync(join(path, SHOWN_AS), shown.text);
  else if (!run.shownAnew) rmSync(join(path, SHOWN_AS), { force: true });
  const { findings, report } = run.config;
  return {
    run,
    files: [...texts.keys()],
    findings: evaluateAll(findings, { cells: run.cells, baseline: report.baseline }),
  };
}
