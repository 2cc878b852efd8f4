/** `spdz experiment`: runs the cells of a config and records them, resumes interrupted experiments, lists runs. */
import { type Command, Option } from "commander";
import { aligned } from "../experiments/demo/report.ts";
import { coresHere } from "../experiments/harness/choose-testbed.ts";
import { listRuns } from "../experiments/harness/list.ts";
import {
  type RunnerEvent,
  type RunSummary,
  resumeExperiment,
  runExperiment,
} from "../experiments/harness/runner.ts";
import { readExperiment } from "../experiments/report/read-experiment.ts";
import { writeReport } from "../experiments/report/write.ts";
import { configNamed } from "../experiments/reproduce/shipped.ts";
import { DEFAULT_TESTBED, TESTBED_NAMES, testbedsOf } from "../experiments/testbeds.ts";
import { EXIT } from "./exit.ts";
import { ExperimentProgress } from "./experiment-progress.ts";
import { interruptible } from "./interrupt.ts";
import type { Log } from "./log.ts";
import { integer } from "./options.ts";
import { describeReport } from "./report.ts";

interface RunFlags {
  readonly quick?: true;
  readonly out?: string;
  readonly engine: string;
  readonly atOnce: number;
  readonly json?: true;
}

const RUN_EXAMPLES = `
Examples:
  spdz experiment run active-vs-passive --quick
  spdz experiment run my-experiment.yaml --out /tmp/run1 --json
  SBATCH_PARTITION=short spdz experiment run my-experiment.yaml --engine slurm
  spdz schema > experiment.schema.json      for editors that check YAML

Each run is recorded when it ends. Ctrl-C ends the current run and all its processes. What was recorded stays, and
spdz experiment resume makes the other runs. At the end a report is written into the folder. A failed run is recorded
with its reason, and the other runs go on. The exit code is 1 if all runs have failed.`;

const RESUME_EXAMPLES = `
Examples:
  spdz experiment list
  spdz experiment resume runs/active-vs-passive/2026-01-31T12-00-00.000Z

Makes the runs that are missing, and writes the report. This is refused while another process makes runs of the same
experiment. It is also refused if the config, the program, the commit, Node or the machine differs from that with
which the experiment was begun.`;

export function addExperiment(spdz: Command, log: () => Log, end: (code: number) => void): void {
  const experiment = spdz
    .command("experiment")
    .summary("run experiments from configs, resume them, list them")
    .description("Runs every cell of a config's matrix and records what it cost.");
  const follow = async (
    json: true | undefined,
    work: (common: {
      cores: number;
      signal: AbortSignal;
      onEvent: (event: RunnerEvent) => void;
    }) => Promise<RunSummary>,
  ) => {
    const progress = new ExperimentProgress(log(), json === true);
    const summary = await interruptible((signal) =>
      work({ cores: coresHere(), signal, onEvent: progress.event }),
    ).finally(() => progress.clear());
    const { folder } = summary;
    if (!json) process.stdout.write(describe(summary));
    const reported = await writeReport(folder);
    const { files, findings } = reported;
    const text = json
      ? JSON.stringify({ ...summary, report: { files, findings } })
      : describeReport(folder, reported);
    process.stdout.write(`${text}\n`);
    end(summary.ok > 0 ? EXIT.ok : EXIT.bug);
  };

  experiment
    .command("run")
    .description("Runs an experiment into a folder of its own.")
    .argument("<config>", "the name of a config that ships, or a YAML file")
    .option("--quick", "run the small grid of the config")
    .option("--out <folder>", "an empty or new folder; runs/NAME/TIME by default")
    .addOption(
      new Option("--engine <name>", "the testbed that makes the runs")
        .choices(TESTBED_NAMES)
        .default(DEFAULT_TESTBED),
    )
    .addOption(atOnce())
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (path: string, { quick, out, engine, atOnce, json }: RunFlags) => {
      const config = readExperiment(configNamed(path), { quick: quick === true });
      await follow(json, (common) =>
        runExperiment(config, {
          ...common,
          ...(out !== undefined && { folder: out }),
          engine,
          atOnce,
          ...testbedsOf(engine),
        }),
      );
    });
  experiment
    .command("resume")
    .description("Resumes an experiment that was interrupted.")
    .argument("<run>", "the folder of the experiment")
    .addOption(atOnce())
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", RESUME_EXAMPLES)
    .action(async (folder: string, flags: Pick<RunFlags, "atOnce" | "json">) => {
      const { atOnce, json } = flags;
      await follow(json, (common) => resumeExperiment(folder, { ...common, atOnce, testbedsOf }));
    });
  experiment
    .command("list")
    .description("Lists the runs below a folder: what was recorded, and what is missing.")
    .option("--in <folder>", "the folder that holds NAME/TIME", "runs")
    .option("--json", "print one JSON array and nothing else")
    .action((flags: { in: string; json?: true }) => {
      const runs = listRuns(flags.in);
      process.stdout.write(flags.json ? `${JSON.stringify(runs)}\n` : table(runs));
    });
}

const atOnce = () =>
  new Option("--at-once <n>", "with --engine slurm: how many runs may go on at the same time")
    .argParser(integer(1, 1000))
    .default(1);

function describe({ folder, experiment, quick, ok, failed, omitted }: RunSummary): string {
  const counts = [`${ok} runs recorded`];
  if (failed > 0) counts.push(`${failed} failed (runs.jsonl says why)`);
  if (omitted > 0) counts.push(`${omitted} cells left out`);
  return `${experiment}${quick ? " (quick)" : ""}: ${counts.join(", ")}\n${folder}\n`;
}

function table(runs: ReturnType<typeof listRuns>): string {
  if (runs.length === 0) return "no runs here\n";
  const header = ["folder", "ok", "failed", "omitted", "missing", ""];
  const rows = runs.map(({ folder, record, ok, failed, omitted, missing, trouble }) => [
    ...[folder, ok, failed, omitted, missing ?? "?"].map(String),
    trouble ?? (record?.quick ? "quick" : ""),
  ]);
  return `${aligned([header, ...rows]).join("\n")}\n`;
}
