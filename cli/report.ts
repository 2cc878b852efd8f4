/** `spdz report`: the reports of a run folder, from its records. */
import { join } from "node:path";
import type { Command } from "commander";
import { interval } from "../experiments/report/format.ts";
import { type Reported, writeReport } from "../experiments/report/write.ts";
import { styled } from "./log.ts";

interface ReportFlags {
  readonly config?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz report runs/active-vs-passive/2026-01-31T12-00-00.000Z
  spdz report RUN --config my-experiment.yaml     after a change of its findings, or of its plots

Writes summary.csv, report.md with figures/, and report.html, which opens from disk, beside the records. With --config,
the report and the findings of that config count from now on, and the report says so. Everything else in that config
must be what was run.`;

export function addReport(spdz: Command): void {
  spdz
    .command("report")
    .summary("write the reports of a run again")
    .description("Writes the reports of an experiment's run from its records.")
    .argument("<run>", "the folder of a run")
    .option("--config <file>", "take report and findings from this config")
    .option("--json", "as JSON: files and findings")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, { config, json }: ReportFlags) => {
      const reported = await writeReport(path, config ?? null);
      const { files, findings } = reported;
      const text = json
        ? JSON.stringify({ path, files, findings })
        : describeReport(path, reported);
      process.stdout.write(`${text}\n`);
    });
}

/** The verdict on each finding, and where the reports are. */
export function describeReport(path: string, { files, findings }: Reported): string {
  const lines = findings.map(({ id, verdict, value, reason }) => {
    const style = verdict === "holds" ? "green" : verdict === "cannot say" ? "yellow" : "red";
    const figure = value === null ? "" : ` ${interval(value)}`;
    return `${styled(style, verdict)}: ${id}${figure} (${reason})`;
  });
  const shown = files.filter((file) => file.startsWith("report.")).map((file) => join(path, file));
  return [...lines, `report: ${shown.join(", ")}`].join("\n");
}
