/** `spdz offline`: makes preprocessing ahead and writes it into stores, which later sessions spend. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { filling, fillSession } from "../host/node/party/fill.ts";
import { dealSession } from "../host/node/party/join.ts";
import { blockBytesFor } from "../host/node/stock/block-size.ts";
import { createStore } from "../host/node/stock/generate.ts";
import type { StorePlaces } from "../host/node/stock/places.ts";
import { assertRoom } from "../host/node/stock/room.ts";
import {
  combinationOf,
  DEFAULT_SECURITY,
  type Security,
  WITH_MATERIAL,
} from "../host/party/combination.ts";
import { UsageError } from "../host/usage-error.ts";
import { type Demand, FORMS, formatDemand, parseDemand } from "../items/demand.ts";
import { deadlineFor } from "../run/deadline.ts";
import { EXIT, exitCodeOf, failureOf, Interrupted } from "../run/exit-code.ts";
import { fillLocally, placesOf } from "../run/fill-locally.ts";
import { MAX_PARTIES, MIN_PARTIES } from "../run/runnable.ts";
import { interruptible } from "./interrupt.ts";
import { type Log, styled } from "./log.ts";
import { namer, naming } from "./member-names.ts";
import {
  connectOption,
  deadlineOption,
  integer,
  security,
  statisticalOption,
  threadsOption,
} from "./options.ts";
import { readPartyConfig } from "./party-config.ts";
import { FillProgress } from "./progress.ts";
import { describeLeft, leftIn } from "./what-is-left.ts";

const HOW_MANY = `all parties, ${MIN_PARTIES} to ${MAX_PARTIES}, on this machine`;

interface OfflineFlags {
  readonly items: Demand;
  readonly directory?: string;
  readonly parties?: number;
  readonly security: Security;
  readonly deadline?: number;
  readonly connect?: number;
  readonly statistical?: number;
  readonly threads?: number;
  readonly config?: string;
  readonly insecure?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz offline --parties 2 --items triples=1e6,bits=1e5 --directory ./stores
  spdz offline --config party.yaml --items triples=1e5 --directory ./store

With --parties, all stores are made on this machine, that of party k in DIRECTORY/partyK. With --config, only this
party's store is made, together with the others (and with the dealer, if party.yaml names one). All must give the same
--items. A dealer needs no --directory.

Items are stored in batches, of all kinds in proportion. If a party crashes, falls silent or leaves (Ctrl-C, or a full
disk) between MAC checks, the items that all parties have stored before stay and can be spent. The command says at the
end what is left. Missing items go into a new store. Ctrl-C waits for a check that is under way; a second Ctrl-C does
not. A store that was interrupted before its first batch is replaced by the next one.

The segments of a store are in its folder "stock", its keys in "keys":
  stock: { folder: ./stores/party0/stock, keys: ./stores/party0/keys }      # in party.yaml
A session takes whole blocks of each kind (column "block" of spdz stock show). What it leaves of a block is lost. In a
small store a block is a 64th of the smallest kind, at least 1 KiB and at most 64 KiB.

Items:
  ${FORMS.join("\n  ")}`;

export function addOffline(spdz: Command, log: () => Log): void {
  spdz
    .command("offline")
    .summary("make preprocessing ahead, into stores")
    .description("Makes preprocessing and writes it into stores, which later sessions spend.")
    .requiredOption("--items <kind=count,...>", "what to make, the same at all parties", items)
    .option("--directory <folder>", "the folder for the stores")
    .option("-n, --parties <n>", HOW_MANY, integer(MIN_PARTIES, MAX_PARTIES))
    .addOption(
      new Option("-s, --security <combination>", "with --parties; a config names its own")
        .argParser(security)
        .default(DEFAULT_SECURITY, `${DEFAULT_SECURITY}; ${WITH_MATERIAL.join(", ")}`),
    )
    .addOption(deadlineOption("with --parties: how long to wait for a silent party"))
    .addOption(connectOption())
    .addOption(statisticalOption("with --parties: s of proofs and flooding"))
    .addOption(threadsOption())
    .option("-c, --config <file>", "party.yaml: one party of a deployment, or its dealer")
    .option("--insecure", "with --config: accept a trusted dealer, or items without MACs")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: OfflineFlags) => {
      if ((flags.parties === undefined) === (flags.config === undefined))
        throw new UsageError(
          "offline: either --parties or --config is expected: all parties on this machine, or one party of a network",
        );
      for (const key of ["statistical", "threads", "connect"] as const)
        if (flags.config !== undefined && flags[key] !== undefined)
          throw new UsageError(
            `offline: --${key} belongs to --parties; with --config, set it in ${flags.config}`,
          );
      const progress = new FillProgress(log(), flags.json === true);
      const begun: StorePlaces[] = [];
      const { labels, places } = await (flags.config === undefined
        ? fillHere(flags, progress, begun)
        : fillConfigured(flags, flags.config, log(), progress, begun)
      )
        .finally(() => progress.clear())
        .catch(async (error: unknown) => {
          await sayWhatIsLeft(error, begun, flags, log());
          throw error;
        });
      const made = { labels, items: formatDemand(flags.items), places, rates: progress.rates() };
      process.stdout.write(`${flags.json ? JSON.stringify(made) : describe(made)}\n`);
    });
}

function items(text: string): Demand {
  try {
    return parseDemand(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** After a failure, says what the stores hold that were begun before. */
async function sayWhatIsLeft(
  error: unknown,
  begun: readonly StorePlaces[],
  { items: demand, json }: OfflineFlags,
  log: Log,
): Promise<void> {
  const left = exitCodeOf(error) === EXIT.usage ? [] : await leftIn(begun);
  for (const one of left) log.warn(describeLeft(one, demand));
  if (json) process.stdout.write(`${JSON.stringify({ error: failureOf(error), left })}\n`);
}

interface Filled {
  readonly labels: readonly string[];
  readonly places: readonly StorePlaces[];
}

async function fillHere(
  flags: OfflineFlags,
  progress: FillProgress,
  begun: StorePlaces[],
): Promise<Filled> {
  const { parties, items: demand, security: combination } = flags;
  const { statistical, threads } = flags;
  if (combination === "plain")
    throw new UsageError('offline: --security plain: "plain" spends no material');
  const directory = directoryOf(flags);
  const options = {
    parties: parties!,
    security: combination,
    demand,
    directory,
    deadlineMs: flags.deadline ?? deadlineFor(parties!),
    ...(statistical !== undefined && { statistical }),
    ...(threads !== undefined && { threads }),
    ...(flags.connect !== undefined && { connectMs: flags.connect }),
  };
  const onBatch = progress.batch;
  for (let party = 0; party < parties!; party++) begun.push(placesOf(directory, party));
  const places = await interruptible((signal) => fillLocally({ ...options, onBatch, signal }));
  return { labels: combinationOf(combination, statistical).labels, places };
}

async function fillConfigured(
  flags: OfflineFlags,
  path: string,
  log: Log,
  progress: FillProgress,
  begun: StorePlaces[],
): Promise<Filled> {
  const config = await readPartyConfig(path, flags.insecure === true);
  if (config.join.material !== "made")
    throw new UsageError(
      `${path}: spdz offline makes new items as "security" says: leave out "stock"`,
    );
  const named = namer(config.join.members, config.parties);
  const join = {
    ...filling(config.join, flags.items),
    log: (line: string) => log.info(named(line)),
  };
  const { labels } = combinationOf(join.security, join.statistical);
  const stoppable = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    interruptible((signal) => {
      const left = new AbortController();
      signal.addEventListener("abort", () => {
        log.warn(
          "interrupted: this party leaves once no check is under way; a second Ctrl-C ends it at once",
        );
        left.abort(new Interrupted("interrupted"));
      });
      return naming(named, () => work(left.signal));
    });
  if (config.deals) {
    await stoppable((signal) => dealSession({ ...join, signal }));
    return { labels, places: [] };
  }
  const directory = directoryOf(flags);
  const places = {
    directory: resolve(directory, "stock"),
    keyDirectory: resolve(directory, "keys"),
  };
  const family = combinationOf(join.security).family!;
  await assertRoom(flags.items, family, [{ directory: places.directory, party: join.self }]);
  const blockBytes = blockBytesFor(flags.items, family);
  const draft = await createStore(places, { blockBytes });
  begun.push(places);
  await stoppable((signal) => fillSession({ ...join, signal }, draft, flags.items, progress.batch));
  return { labels, places: [places] };
}

function directoryOf({ directory }: OfflineFlags): string {
  if (directory === undefined) throw new UsageError("offline: --directory is expected");
  return directory;
}

interface Made extends Filled {
  readonly items: string;
  /** Items per second by kind. The time of the first kind includes that of links and keys. */
  readonly rates: Readonly<Record<string, number>>;
}

function describe({ labels, places, items: made, rates }: Made): string {
  return [
    ...labels.map((label) => styled(["bold", "yellow"], label)),
    places.length === 0 ? `dealt ${made}, and kept nothing` : `each store holds ${made}`,
    ...places.map(({ directory, keyDirectory }) => `${directory}, keys in ${keyDirectory}`),
    ...Object.entries(rates).map(([kind, rate]) => `${kind}: ${Math.round(rate)} per second`),
  ].join("\n");
}
