/** `spdz reproduce`: all experiments that ship, and whether their findings hold on this machine. */
import { type Command, Option } from "commander";
import { aligned } from "../experiments/demo/report.ts";
import { coresHere } from "../experiments/harness/choose-testbed.ts";
import { interval } from "../experiments/report/format.ts";
import { type Reproduced, reproduce } from "../experiments/reproduce/reproduce.ts";
import { DEFAULT_TESTBED, TESTBED_NAMES, testbedsOf } from "../experiments/testbeds.ts";
import { EXIT } from "./exit.ts";
import { ExperimentProgress } from "./experiment-progress.ts";
import { interruptible } from "./interrupt.ts";
import type { Log } from "./log.ts";

interface ReproduceFlags {
  readonly quick?: true;
  readonly resume?: true;
  readonly only: readonly string[];
  readonly engine: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz reproduce --quick                      small grids, minutes
  spdz reproduce --only scaling               one experiment, whole
  spdz reproduce --resume                     after Ctrl-C: what is missing

Runs go to runs/NAME/TIME, with their reports. results/ stays as it is. A finding is evaluated here with the tolerance
that its config states. The exit code is 1 if an experiment could not be run, or if all its runs failed. A finding that
does not hold here is shown, but does not change the exit code.`;

export function addReproduce(spdz: Command, log: () => Log, end: (code: number) => void): void {
  spdz
    .command("reproduce")
    .summary("run all experiments that ship: do their findings hold here?")
    .description("Runs the experiments that ship and compares their findings with those committed.")
    .option("--quick", "the small grids of their configs")
    .option("--resume", "resume the last run of each, if it was begun on this commit")
    .addOption(
      new Option("--only <name>", "this experiment alone; can be given several times")
        .argParser((name: string, all: readonly string[]) => [...all, name])
        .default([], "all"),
    )
    .addOption(
      new Option("--engine <name>", "the testbed that makes the runs")
        .choices(TESTBED_NAMES)
        .default(DEFAULT_TESTBED),
    )
    .option("--json", "print one JSON array and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async ({ quick, resume, only, engine, json }: ReproduceFlags) => {
      const progress = new ExperimentProgress(log(), json === true);
      const done = await interruptible((signal) =>
        reproduce({
          quick: quick === true,
          resume: resume === true,
          only,
          engine,
          testbedsOf,
          cores: coresHere(),
          signal,
          onEvent: progress.event,
          onExperiment(name, index, count) {
            progress.clear();
            log().info(`${name}: experiment ${index + 1} of ${count}`);
          },
        }),
      ).finally(() => progress.clear());
      process.stdout.write(json ? `${JSON.stringify(done)}\n` : describe(done));
      const whole = done.every(({ summary }) => summary !== null && summary.ok > 0);
      end(whole ? EXIT.ok : EXIT.bug);
    });
}

function describe(done: readonly Reproduced[]): string {
  const rows = done.flatMap(({ experiment, findings }) =>
    findings.map(({ id, here, committed }) => [
      `${experiment}: ${id}`,
      here.verdict === "holds" ? "yes" : here.verdict === "cannot say" ? "cannot say" : "NO",
      here.value === null ? "–" : interval(here.value),
      committed === null
        ? "not committed"
        : committed.value === null
          ? committed.verdict
          : `${interval(committed.value)}, ${committed.verdict}`,
    ]),
  );
  const table = aligned([["finding", "holds here?", "ours", "committed"], ...rows]);
  const reasons = done.flatMap(({ experiment, findings }) =>
    findings
      .filter(({ here }) => here.verdict !== "holds")
      .map(({ id, here }) => `${experiment}: ${id}: ${here.verdict}: ${here.reason}`),
  );
  const runs = done.map(({ experiment, summary, trouble }) =>
    summary === null
      ? `${experiment}: not run: ${trouble}`
      : `${experiment}: ${summary.ok} runs, ${summary.failed} failed, ${summary.omitted} cells left out: ${summary.folder}`,
  );
  return `${[...table, "", ...reasons, ...(reasons.length > 0 ? [""] : []), ...runs].join("\n")}\n`;
}
