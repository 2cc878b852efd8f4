/** `spdz demo`: the demonstration that `npm start` runs. */
import { join } from "node:path";
import { type Command, Option } from "commander";
import {
  assertWritable,
  MATERIALS,
  type Material,
  runDemo,
  writeReport,
} from "../experiments/demo/demo.ts";
import { launchProcesses } from "../experiments/demo/launch-processes.ts";
import {
  aligned,
  attackLines,
  budgetLines,
  type DemoReport,
  figuresTable,
  verdictLine,
} from "../experiments/demo/report.ts";
import { nameOf } from "../run/outcome.ts";
import { EXIT } from "./exit.ts";
import { interruptible } from "./interrupt.ts";
import { type Log, styled } from "./log.ts";
import { integer } from "./options.ts";
import { Progress } from "./progress.ts";

const FOLDER = join("runs", "demo", "latest");

interface DemoFlags {
  readonly parties: number;
  readonly split: number;
  readonly epochs: number;
  readonly material: Material;
  readonly repetitions: number;
  readonly out: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz demo
  spdz demo --split 3 --json
  spdz demo --material dealer               insecure, and faster offline
  npm start                                 the same as spdz demo

The demo shows accuracy beside plain floating point, times, rounds and bytes, and the same without MACs. Then one
party shifts its shares while the model is opened, first without MACs and then with them.`;

export function addDemo(spdz: Command, log: () => Log, end: (code: number) => void): void {
  spdz
    .command("demo")
    .summary("three hospitals train a model over real links, and a cheat is caught")
    .description("Hospitals train a logistic regression on data that none of them shows.")
    .option("-n, --parties <n>", "how many hospitals, 2 to 5", integer(2, 5), 3)
    .option("--split <seed>", "chooses the test rows, 0 to 2^32 − 1", integer(0, 0xffffffff), 1)
    .option("--epochs <n>", "passes over the training rows, 2 to 20", integer(2, 20), 12)
    .addOption(
      new Option("--material <maker>", "lattice: the parties make it; dealer: insecure")
        .choices(Object.keys(MATERIALS))
        .default("lattice" satisfies Material),
    )
    .option("--repetitions <n>", "how often each honest run is made; 1 to 9", integer(1, 9), 1)
    .option("--out <folder>", "the folder for report.json and report.md", FOLDER)
    .option("--json", "print the report as JSON and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async ({ parties, split, epochs, material, repetitions, out, json }: DemoFlags) => {
      assertWritable(out);
      const progress = new Progress(log(), json === true);
      const report = await interruptible((signal) =>
        runDemo({
          launch: launchProcesses({
            signal,
            onEvent: (event) => {
              const who = nameOf(event.party, parties);
              if (event.type === "items") progress.items(who, event);
              if (event.type === "line") log().debug(`${who}: ${event.text}`);
              if (event.type === "ended" && event.outcome.error !== null)
                log().debug(`${who}: ${event.outcome.error.message}`);
            },
          }),
          parties,
          split,
          epochs,
          material,
          repetitions,
          onProgress: (stage, party, phase) => {
            if (party === null) progress.stage(stage);
            else progress.phase(nameOf(party, parties), phase ?? "");
          },
        }),
      ).finally(() => progress.end());
      writeReport(report, out);
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${describe(report, out)}\n`);
      end(report.surprises.length === 0 ? EXIT.ok : EXIT.bug);
    });
}

function describe(report: DemoReport, out: string): string {
  const verdict = verdictLine(report);
  return [
    "",
    ...report.labels.map((label) => styled(["bold", "yellow"], label)),
    "",
    ...aligned(figuresTable(report)),
    "",
    ...budgetLines(report),
    "",
    styled("bold", "The attack"),
    ...attackLines(report),
    "",
    styled(report.surprises.length === 0 ? "green" : "red", verdict),
    `${report.seconds.toFixed(1)} s in all. Written to ${join(out, "report.json")} and ${join(out, "report.md")}.`,
  ].join("\n");
}
