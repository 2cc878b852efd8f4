/** The `spdz` command: its commands, and how it ends. Each command is one file here; other folders do its work. */
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { EXIT, EXIT_CODES_HELP, verdictOn } from "./exit.ts";
import { isLogLevel, LOG_LEVELS, Log, type LogLevel } from "./log.ts";

const HELP = `
Examples:
  spdz demo                                 three hospitals train a model; one of them cheats
  spdz run inner-product --parties 2        all parties on this machine
  spdz plan inner-product --parties 2       what that would take, send and cost
  spdz simulate fraud-scores                how exact and how large its numbers are: in the clear
  spdz program mult3                        print a program, to copy it
  spdz keys init alice                      an identity for a real deployment
  spdz party --config party.yaml            one party of it
  spdz offline --parties 2 --items triples=1e6 --directory ./stores     material for later sessions
  spdz experiment run active-vs-passive --quick
  spdz reproduce --quick                    all experiments: do their findings hold here?
  spdz report runs/…/…                      write the reports of an experiment again
  spdz doctor                               is this machine ready?

${EXIT_CODES_HELP}

Environment: SPDZ_LOG (as --log-level), NO_COLOR.`;

interface AddTo {
  readonly spdz: Command;
  readonly log: () => Log;
  readonly end: (code: number) => void;
}

/** In the order of the help. Each command loads its own code: one command alone starts in half the time. */
const COMMANDS: Readonly<Record<string, (to: AddTo) => Promise<void>>> = {
  demo: async ({ spdz, log, end }) => (await import("./demo.ts")).addDemo(spdz, log, end),
  run: async ({ spdz, log, end }) => (await import("./run.ts")).addRun(spdz, log, end),
  plan: async ({ spdz }) => (await import("./plan.ts")).addPlan(spdz),
  simulate: async ({ spdz, end }) => (await import("./simulate.ts")).addSimulate(spdz, end),
  program: async ({ spdz }) => (await import("./program.ts")).addProgram(spdz),
  party: async ({ spdz, log, end }) => (await import("./party.ts")).addParty(spdz, log, end),
  keys: async ({ spdz }) => (await import("./keys.ts")).addKeys(spdz),
  offline: async ({ spdz, log }) => (await import("./offline.ts")).addOffline(spdz, log),
  stock: async ({ spdz, end }) => (await import("./stock.ts")).addStock(spdz, end),
  experiment: async ({ spdz, log, end }) =>
    (await import("./experiment.ts")).addExperiment(spdz, log, end),
  schema: async ({ spdz }) => (await import("./schema.ts")).addSchema(spdz),
  reproduce: async ({ spdz, log, end }) =>
    (await import("./reproduce.ts")).addReproduce(spdz, log, end),
  report: async ({ spdz }) => (await import("./report.ts")).addReport(spdz),
  compare: async ({ spdz }) => (await import("./compare.ts")).addCompare(spdz),
  publish: async ({ spdz }) => (await import("./publish.ts")).addPublish(spdz),
  doctor: async ({ spdz, end }) => (await import("./doctor.ts")).addDoctor(spdz, end),
};

/** Returns the exit code. Never rejects: errors are written to stderr. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const end = (code: number) => {
    exitCode = code;
  };
  try {
    const only = named(argv);
    const spdz = await command(only, end);
    // An unknown command has no help. It gives the same error as without --help.
    const unknown = only === null && wordOf(argv) !== undefined && wordOf(argv) !== "help";
    const asked = unknown ? argv.filter((each) => each !== "--help" && each !== "-h") : argv;
    await spdz.parseAsync(asked, { from: "user" });
  } catch (error) {
    const { text, code } = verdictOn(error);
    if (text !== null) process.stderr.write(`${text}\n`);
    exitCode = code;
  }
  return exitCode;
}

/** The name of the command that is called; null if there is no such command, or for help. */
function named(argv: readonly string[]): string | null {
  const word = wordOf(argv);
  return word !== undefined && Object.hasOwn(COMMANDS, word) ? word : null;
}

const wordOf = (argv: readonly string[]): string | undefined =>
  argv.find((each, k) => !each.startsWith("-") && argv[k - 1] !== "--log-level");

/** The parser with the command `only`; with all commands if it is null. */
async function command(only: string | null, end: (code: number) => void): Promise<Command> {
  const spdz = new Command("spdz")
    .description("Secure multi-party computation with a dishonest majority.")
    .version(version(), "-V, --version", "print the version")
    .addOption(
      new Option("--log-level <level>", "how much is written to stderr")
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
  const names = only === null ? Object.keys(COMMANDS) : [only];
  for (const name of names) await COMMANDS[name]!({ spdz, log, end });
  return spdz;
}

const levelOf = (level: unknown): LogLevel =>
  typeof level === "string" && isLogLevel(level) ? level : "info";

/** package.json is beside cli/ in the sources, and beside dist/ in a build. */
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
