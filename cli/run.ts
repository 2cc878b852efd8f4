/** `spdz run`: all parties of a program on this machine. */
import { type Command, Option } from "commander";
import { ABLATIONS } from "../attacks/ablations/ablations.ts";
import { aligned } from "../experiments/demo/report.ts";
import { describeBudget } from "../host/party/budget.ts";
import {
  ABLATABLE,
  DEFAULT_SECURITY,
  SECURITIES,
  type Security,
} from "../host/party/combination.ts";
import { canonical, jsonText } from "../online/value.ts";
import type { Routing } from "../protocols/open.ts";
import type { ComparisonsWish } from "../run/choose-comparisons.ts";
import { itemsAdvice } from "../run/made-online.ts";
import { type LocalRun, type LocalRunEvent, nameOf } from "../run/outcome.ts";
import { resultJson, shownResult } from "../run/result.ts";
import { runLocally } from "../run/run-locally.ts";
import { EXIT } from "./exit.ts";
import { interruptible } from "./interrupt.ts";
import { type Log, styled } from "./log.ts";
import {
  comparisonsOption,
  connectOption,
  deadlineOption,
  type ProgramFlags,
  programArguments,
  routingOption,
  security,
  statisticalOption,
  threadsOption,
  withProgram,
} from "./options.ts";
import { consoleOnStderr } from "./program-console.ts";
import { Progress } from "./progress.ts";

/** Processes of one machine start together and call each other before they listen. Users need not see that. */
const CALLING = /^P\d+: nobody listens at .*; trying on$/;

interface RunFlags extends ProgramFlags {
  readonly security: Security;
  readonly deadline?: number;
  readonly connect?: number;
  readonly statistical?: number;
  readonly threads?: number;
  readonly ablation: string;
  readonly routing: Routing;
  readonly comparisons: ComparisonsWish;
  readonly adversary?: string;
  readonly trace?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz run mult3 --parties 3 --args factors=[2,3,7]
  spdz run inner-product --parties 2 --args length=100000 --security additive+dealer
  spdz run sealed-bid --parties 3 --json
  spdz run ./my-program.ts --args-file args.yaml --own 0:file=mine.csv --own 1:file=yours.csv
  spdz run mult3 --adversary shift-opening      (caught: the attacks that ship are the files of attacks/)
  spdz run mult3 --adversary shift-opening --security additive+dealer      (not noticed)
  spdz run mult3 --trace /tmp/mult3      (labels, sizes and times of every message, never contents)

Values of --args and --own are JSON, or else text. A whole number that no JavaScript number holds is refused; in quotes
it is text. A program's result consists of null, true, false, finite numbers, bigints, texts, typed arrays, lists and
objects. Anything else in it is refused with its path. In JSON a bigint is its decimal text.

--deadline applies to parties that fall silent. It does not limit how long the program computes. Ctrl-C ends a program
that never ends by itself.`;

export function addRun(spdz: Command, log: () => Log, end: (code: number) => void): void {
  withProgram(spdz.command("run"))
    .summary("run a program, all parties on this machine")
    .description("Runs a program with all parties on this machine: real processes, mutual TLS.")
    .addOption(
      new Option("-s, --security <combination>", SECURITIES.join(", "))
        .argParser(security)
        .default(DEFAULT_SECURITY),
    )
    .addOption(deadlineOption("how long to wait for a silent party"))
    .addOption(connectOption())
    .addOption(statisticalOption("s of proofs and flooding"))
    .addOption(threadsOption())
    .addOption(
      new Option(
        "--ablation <name>",
        `leave a part of ${ABLATABLE.join(", ")} out, to measure what it costs: insecure`,
      )
        .choices(ABLATIONS)
        .default("none"),
    )
    .addOption(routingOption())
    .addOption(comparisonsOption("what is faster on links of one machine"))
    .option("--adversary <attack>", "the last party cheats: an attack's name, or its file")
    .option("--trace <file>", "write each party's trace to FILE.P0, FILE.P1, …")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (program: string, flags: RunFlags) => {
      const progress = new Progress(log(), flags.json === true);
      const given = programArguments(flags);
      const run = await interruptible((signal) =>
        // In the clear the program runs in this process. Otherwise its lines come as events.
        consoleOnStderr(() =>
          runLocally({
            program,
            ...given,
            ...(flags.trace !== undefined && { trace: flags.trace }),
            parties: flags.parties,
            security: flags.security,
            ablation: flags.ablation,
            routing: flags.routing,
            comparisons: flags.comparisons,
            ...(flags.adversary !== undefined && {
              adversary: { party: flags.parties - 1, attack: flags.adversary },
            }),
            ...(flags.deadline !== undefined && { deadlineMs: flags.deadline }),
            ...(flags.connect !== undefined && { connectMs: flags.connect }),
            ...(flags.statistical !== undefined && { statistical: flags.statistical }),
            ...(flags.threads !== undefined && { threads: flags.threads }),
            signal,
            onEvent: (event) => show(event, flags.parties, progress, log()),
          }),
        ),
      ).finally(() => progress.end());
      const none = run.parties.every(({ error }) => error !== null);
      const advice = adviceOn(run);
      if (flags.json === true && advice !== null) log().warn(advice);
      if (flags.json === true) process.stdout.write(`${jsonText(jsonOf(run))}\n`);
      else if (none && run.exitCode === EXIT.usage)
        process.stderr.write(`${mistakes(run).join("\n")}\n`);
      else process.stdout.write(`${describe(run)}\n`);
      end(run.exitCode);
    });
}

export function show(event: LocalRunEvent, parties: number, progress: Progress, log: Log): void {
  const who = nameOf(event.party, parties);
  if (event.type === "phase") progress.phase(who, event.phase);
  if (event.type === "items") progress.items(who, event);
  if (event.type === "line" && CALLING.test(event.text)) log.debug(`${who}: ${event.text}`);
  else if (event.type === "line") {
    progress.clear();
    log.info(`${who}: ${event.text}`);
  }
  if (event.type === "started") log.debug(`${who} is process ${event.pid}`);
  if (event.type === "ended") log.debug(`${who} ended (${event.outcome.exit})`);
}

/** The user's mistakes that only the parties could find, one line each. Parties that merely stopped are left out. */
function mistakes({ parties }: LocalRun): string[] {
  const mistaken = parties.filter((p) => p.error?.exitCode === EXIT.usage);
  const messages = new Set(mistaken.map((p) => p.error!.message));
  if (messages.size === 1) return [`spdz: ${[...messages][0]}`];
  return mistaken.map((p) => `spdz: P${p.party}: ${p.error!.message}`);
}

const jsonOf = (run: LocalRun) => ({
  ...run,
  parties: run.parties.map((party) => ({ ...party, result: resultJson(party.result) })),
});

/** Results, then why a party has none, then the costs. */
export function describe(run: LocalRun): string {
  const { parties } = run;
  const lines = run.labels.map((label) => styled(["bold", "yellow"], label));
  const succeeded = parties.filter((p) => p.error === null);
  const alike = new Set(succeeded.map(({ result }) => result === undefined || canonical(result)));
  if (succeeded.length === parties.length && alike.size === 1)
    lines.push(`all parties: ${shownResult(parties[0]!.result)}`);
  else for (const p of succeeded) lines.push(`P${p.party}: ${shownResult(p.result)}`);
  for (const { party, error, afterwards } of [...parties, ...(run.dealer ? [run.dealer] : [])]) {
    const who = nameOf(party, parties.length);
    const late = party === parties.length && succeeded.length === parties.length;
    if (error !== null && late)
      lines.push(`${who}: all results stand; afterwards: ${error.message}`);
    else if (error !== null) lines.push(`${who}: ${styled("red", error.message)}`);
    if (afterwards !== null)
      lines.push(`${who}: its result stands; afterwards: ${afterwards.message}`);
  }
  if (succeeded.length > 0) lines.push("", costs(run));
  // The budget is the same at all parties that have one.
  const budget = succeeded.find((p) => p.statistics?.budget)?.statistics?.budget;
  if (budget) lines.push(describeBudget(budget));
  const advice = adviceOn(run);
  if (advice !== null) lines.push("", advice);
  return lines.join("\n");
}

/** The advice is the same at all parties that have a result: they have taken the same items. */
function adviceOn({ parties, security }: LocalRun): string | null {
  const whole = parties.find(({ error, statistics }) => error === null && statistics !== null);
  return whole === undefined ? null : itemsAdvice(whole.statistics!, parties.length, security);
}

function costs({ parties }: LocalRun): string {
  const ms = (x: number | undefined) => (x === undefined ? "–" : `${x.toFixed(1)} ms`);
  const rows = parties.flatMap(({ party, statistics: s }) => {
    if (s === null) return [];
    const sent = s.phases.online?.traffic?.bytesSent.slice(0, parties.length) ?? [];
    return [
      [
        `P${party}`,
        ms(s.phases.connect?.wallMs),
        ms(s.phases.keys?.wallMs),
        ms(s.phases.offline?.wallMs),
        ms(s.phases.online?.wallMs),
        String(s.rounds),
        String(sent.reduce((sum, x) => sum + x, 0)),
        `${(s.peakMemoryBytes / 2 ** 20).toFixed(0)} MiB`,
      ],
    ];
  });
  const times = ["connect", "keys", "offline", "online"];
  return aligned([["", ...times, "rounds", "bytes sent online", "peak memory"], ...rows]).join(
    "\n",
  );
}
