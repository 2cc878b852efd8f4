/** `spdz report`: the reports of a run folder, from its records. */
import type { Command } from "commander";
import { interval } from "../experiments/report/format.ts";
import { writeReport } from "../experiments/report/write.ts";
import { styled } from "./log.ts";

const EXAMPLES = `
Example:
  spdz report runs/active-vs-passive/2026-01-31T12-00-00.000Z

Writes summary.csv, report.md with figures/, and report.html, which opens from disk, beside the records.`;

export function addReport(spdz: Command): void {
  spdz
    .command("report")
    .summary("write the reports of a run again")
    .description("Writes the reports of an experiment's run from its records.")
    .argument("<run>", "the folder of a run")
    .option("--json", "as JSON: files and findings")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, { json }: { json?: true }) => {
      const { files, findings } = await writeReport(path);
      if (json) return print(JSON.stringify({ path, files, findings }));
      for (const { id, verdict, value, reason } of findings) {
        const style = verdict === "holds" ? "green" : verdict === "cannot say" ? "yellow" : "red";
        const figure = value === null ? "" : ` ${interval(value)}`;
        print(`${styled(style, verdict)}: ${id}${figure} (${reason})`);
      }
      print(`written to ${path}: ${files.filter((f) => !f.endsWith(".svg")).join(", ")}`);
    });
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
