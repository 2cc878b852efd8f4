/** The `spdz` command: what there is, and how it ends. Each command is a file; what it does lives elsewhere. */
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { addCompare } from "./compare.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { EXIT, EXIT_CODES_HELP, verdictOn } from "./exit.ts";
import { addExperiment } from "./experiment.ts";
import { addKeys } from "./keys.ts";
import { isLogLevel, LOG_LEVELS, Log, type LogLevel } from "./log.ts";
import { addOffline } from "./offline.ts";
import { addParty } from "./party.ts";
import { addProgram } from "./program.ts";
import { addPublish } from "./publish.ts";
import { addReport } from "./report.ts";
import { addReproduce } from "./reproduce.ts";
import { addRun } from "./run.ts";
import { addSchema } from "./schema.ts";
import { addStock } from "./stock.ts";

const HELP = `
Examples:
  spdz demo                                 three hospitals train a model; one of them cheats
  spdz run inner-product --parties 2        all parties on this machine
  spdz program mult3                        a program to copy from
  spdz keys init alice                      an identity for a real deployment
  spdz party --config party.yaml            one party of it
  spdz offline --parties 2 --items triples=1e6 --directory ./stores     material for later sessions
  spdz experiment run active-vs-passive --quick
  spdz reproduce --quick                    all of them: do their findings hold here?
  spdz report runs/…/…                      the reports of an experiment's run, written again
  spdz doctor                               is this machine ready?

${EXIT_CODES_HELP}

Environment: SPDZ_LOG (as --log-level), NO_COLOR.`;

/** The exit code. Never rejects: what went wrong is said on stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const end = (code: number) => {
    exitCode = code;
  };
  try {
    await command(end).parseAsync(argv, { from: "user" });
  } catch (error) {
    const { text, code } = verdictOn(error);
    if (text !== null) process.stderr.write(`${text}\n`);
    exitCode = code;
  }
  return exitCode;
}

function command(end: (code: number) => void): Command {
  const spdz = new Command("spdz")
    .description("Secure multi-party computation with a dishonest majority.")
    .version(version(), "-V, --version", "print the version")
    .addOption(
      new Option("--log-level <level>", "how much is said on stderr")
        .choices(LOG_LEVELS)
        .default("info")
        .env("SPDZ_LOG"),
    )
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(`spdz: ${text.trim().replaceAll("\n", " ").replace("error: ", "")}\n`),
    })
    .addHelpText("after", HELP);
  const log = () => new Log(levelOf(spdz.opts().logLevel));
  addDemo(spdz, log, end);
  addRun(spdz, log, end);
  addProgram(spdz);
  addParty(spdz, log, end);
  addKeys(spdz);
  addOffline(spdz, log);
  addStock(spdz, end);
  addExperiment(spdz, log, end);
  addSchema(spdz);
  addReproduce(spdz, log, end);
  addReport(spdz);
  addCompare(spdz);
  addPublish(spdz);
  addDoctor(spdz, end);
  return spdz;
}

const levelOf = (level: unknown): LogLevel =>
  typeof level === "string" && isLogLevel(level) ? level : "info";

/** package.json stands beside cli/ from source, above dist/ as built. */
function version(): string {
  for (const place of ["../package.json", "../../package.json"])
    try {
      const text = readFileSync(new URL(place, import.meta.url), "utf8");
      const content = JSON.parse(text) as { name?: string; version: string };
      if (content.name === "spdz-lab") return content.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  return "unknown";
}
