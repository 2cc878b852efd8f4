/** `spdz party`: one party, or the dealer, of a real deployment. */
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { letHeapGrow } from "../host/node/heap.ts";
import { dealSession, type JoinOptions, joinSession } from "../host/node/party/join.ts";
import type { Preparation } from "../host/node/party/party.ts";
import type { PartyStatistics } from "../host/node/party/statistics.ts";
import { openTrace } from "../host/node/party/trace.ts";
import { assertWithinBudget, describeBudget } from "../host/party/budget.ts";
import type { Comparisons } from "../online/comparisons.ts";
import { jsonText } from "../online/value.ts";
import { choiceOf } from "../run/choose-comparisons.ts";
import { EXIT, exitCodeAfter, type Failure, failureOf, Interrupted } from "../run/exit-code.ts";
import { itemsAdvice, noNeeds } from "../run/made-online.ts";
import type { Needs } from "../run/plan-here.ts";
import { prepared } from "../run/prepared.ts";
import { checkOwn } from "../run/program-about.ts";
import { needsOf } from "../run/program-plan.ts";
import { type Result, resultJson, shownResult } from "../run/result.ts";
import { takePart } from "../run/take-part.ts";
import { labelsOf } from "../run/verdict.ts";
import { interruptible } from "./interrupt.ts";
import { type Log, styled } from "./log.ts";
import { namer, naming } from "./member-names.ts";
import { type PartyConfig, readPartyConfig } from "./party-config.ts";
import { consoleOnStderr } from "./program-console.ts";
import { Progress } from "./progress.ts";

/** How long it may take to tell the peers that this party was interrupted. */
const LAST_WORD_MS = 1500;

interface PartyFlags {
  readonly config: string;
  readonly insecure?: true;
  readonly trace?: string;
  readonly json?: true;
}

const EXAMPLES = `
Example:
  spdz party --config party.yaml

party.yaml, at alice's:
  parties: [alice, bob, carol]      # 2 to 16, in party order; the same at all
  listen: { port: 7000 }            # at all addresses, or host: 192.0.2.7, host: 2001:db8::7
  program: inner-product            # or a path
  args: { length: 1000 }            # the same at all; compared
  own: { file: ./mine.csv }         # this party's alone
  security: spdz+lowgear            # or additive+semi-honest-he; spdz+dealer, additive+dealer with dealer: dan
  deadline: 10s                     # how long to wait for a silent party; 100ms to 60m
  connect: 60s                      # how long the others may take to connect; 90m, 2h, up to 7d
  statistical: 40                   # s, 40 to 57, the same at all: of proofs and stores
  threads: 4                        # threads that make LowGear's material, 1 to 64; this party's alone
  # keys: ~/.spdz-lab, routing: direct or king
  # comparisons: tree, product, or auto with latency: 25ms, one way on the slowest link; the same at all
  # stock: { folder: ./stock, keys: ./stock-keys }     made before, by spdz offline. With acceptBurn: true in it,
  #                                 any number of items may be burnt that some party has lost

Dealers and engines without MACs are insecure. They are refused without --insecure.`;

export function addParty(spdz: Command, log: () => Log, end: (code: number) => void): void {
  spdz
    .command("party")
    .summary("one party of a real deployment")
    .description("Runs one party, or the dealer, of a session with others over the network.")
    .requiredOption("-c, --config <file>", "party.yaml; see below")
    .option("--insecure", "accept a trusted dealer, or an engine without MACs")
    .option("--trace <file>", "write labels, sizes and times of every message, never contents")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: PartyFlags) => {
      letHeapGrow();
      const config = await readPartyConfig(flags.config, flags.insecure === true);
      const trace = flags.trace === undefined ? null : openTrace(flags.trace);
      // Paths in the program's arguments are relative to the folder of the config.
      process.chdir(dirname(resolve(flags.config)));
      const known = config.deals ? null : await ownNeeds(config);
      const named = namer(config.join.members, config.parties);
      const progress = new Progress(log(), flags.json === true);
      const join: JoinOptions = {
        ...config.join,
        ...(known
          ? { comparisons: known.comparisons }
          : config.comparisons !== "auto" && { comparisons: config.comparisons }),
        log: (line) => {
          progress.clear();
          log().info(named(line));
        },
        onPhase: ({ phase }) => progress.phase(config.join.identity.name, phase),
        ...(trace && { trace }),
      };
      try {
        const done = await interruptible((signal) => {
          const left = new AbortController();
          signal.addEventListener("abort", () => {
            left.abort(new Interrupted("interrupted"));
            // A program that waits for something other than its peers does not notice the abort.
            setTimeout(() => process.exit(EXIT.interrupted), LAST_WORD_MS).unref();
          });
          const own = { ...join, signal: left.signal };
          return naming(named, () =>
            config.deals
              ? deal(own)
              : consoleOnStderr(() => take(config, known!.needs, own, progress)),
          );
        }).finally(() => progress.end());
        const text = flags.json
          ? jsonText({ ...done, result: resultJson(done.result) })
          : describe(done);
        process.stdout.write(`${text}\n`);
        const { security, members } = join;
        const advice = itemsAdvice(done.statistics, members.length, security);
        if (advice !== null) log().warn(advice);
        if (done.afterwards !== null)
          log().warn(`the result stands; afterwards: ${named(done.afterwards.message)}`);
        end(exitCodeAfter(done.afterwards));
      } catch (error) {
        if (flags.json && !(error instanceof Interrupted))
          process.stdout.write(`${JSON.stringify({ error: failureOf(error) })}\n`);
        throw error;
      } finally {
        trace?.close();
      }
    });
}

interface Done {
  readonly result: Result;
  /** What went wrong after there was a result; null if nothing did. */
  readonly afterwards: Failure | null;
  readonly labels: readonly string[];
  readonly statistics: PartyStatistics;
}

const deal = async (join: JoinOptions): Promise<Done> => ({
  result: null,
  afterwards: null,
  labels: [],
  statistics: await dealSession(join),
});

interface OwnNeeds {
  readonly comparisons: Comparisons;
  /** In each way to compare that all may agree upon. */
  readonly needs: Readonly<Partial<Record<Comparisons, Needs>>>;
}

/** What this party's program takes. @throws UsageError if it refuses its arguments, or takes more than s allows. */
async function ownNeeds(config: PartyConfig): Promise<OwnNeeds> {
  const { program, args, parties: n, join, comparisons: wish, latencyMs } = config;
  const { self, routing = "direct" } = join;
  checkOwn(program, args, self, n);
  const choice = await choiceOf(program, args, wish, { n, self, routing, latencyMs });
  const { comparisons } = choice;
  const needs = choice.needs ?? {
    [comparisons]: await needsOf(program, args, n, self, comparisons),
  };
  assertAllowed(needs[comparisons]!, join);
  // The others may make a tree of it.
  if (needs.tree) assertAllowed(needs.tree, join);
  return { needs, comparisons };
}

/** @throws UsageError if it takes more than s allows. */
function assertAllowed({ items, terms }: Needs, { statistical }: JoinOptions): void {
  if (items !== null) assertWithinBudget(new Map(items), statistical, terms);
}

async function take(
  { program, args }: PartyConfig,
  needs: OwnNeeds["needs"],
  join: JoinOptions,
  progress: Progress,
): Promise<Done> {
  const party = await joinSession(join);
  const { items, why } = needs[party.comparisons]!;
  const known = await party.knownToAll(items);
  if (items === null || !known) {
    if (join.material === "made") join.log?.(noNeeds(why ?? "another party does not know it"));
  } else {
    const said = (now: Preparation) => progress.items(join.identity.name, now);
    if (join.material === "made") await prepared(party, items, said);
    else await party.requires(items);
  }
  const taken = await takePart(party, { program: program.program, args });
  const statistics = party.statistics();
  return { ...taken, labels: labelsOf(party.labels, [{ statistics }]), statistics };
}

function describe({ result, labels, statistics }: Done): string {
  const { online } = statistics.phases;
  const cost = online ? costOf(statistics) : "dealt, and kept nothing";
  return [
    ...labels.map((label) => styled(["bold", "yellow"], label)),
    ...(online ? [shownResult(result)] : []),
    cost,
    ...(statistics.budget === null ? [] : [describeBudget(statistics.budget)]),
  ].join("\n");
}

/** "connect 812.0 ms, keys …, online …, 19 rounds, 33456 bytes sent online". It names the phases that took place. */
export function costOf({ phases, rounds }: PartyStatistics): string {
  const times = (["connect", "keys", "offline", "online"] as const).flatMap((name) => {
    const phase = phases[name];
    return phase === undefined ? [] : [`${name} ${phase.wallMs.toFixed(1)} ms`];
  });
  const sent = phases.online?.traffic?.bytesSent.reduce((sum, x) => sum + x, 0) ?? 0;
  return [...times, `${rounds} rounds`, `${sent} bytes sent online`].join(", ");
}
