/** `spdz stock fill`: makes stores, so that later sessions spend what a dealer has made before. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { fillLocally } from "../experiments/local-run/fill-locally.ts";
import {
  DEFAULT_DEADLINE_MS,
  MAX_PARTIES,
  MIN_PARTIES,
} from "../experiments/local-run/run-locally.ts";
import { UsageError } from "../experiments/usage-error.ts";
import { combinationOf, type Security } from "../host/node/party/combination.ts";
import { filling, fillSession } from "../host/node/party/fill.ts";
import { dealSession } from "../host/node/party/join.ts";
import { createStore } from "../host/node/stock/generate.ts";
import type { StorePlaces } from "../host/node/stock/places.ts";
import { type Demand, formatDemand, parseDemand } from "../offline/demand.ts";
import { type Log, styled } from "./log.ts";
import { duration, integer, security } from "./options.ts";
import { readPartyConfig } from "./party-config.ts";

interface FillFlags {
  readonly items: Demand;
  readonly directory?: string;
  readonly parties?: number;
  readonly security: Security;
  readonly deadline: number;
  readonly config?: string;
  readonly insecure?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  spdz stock fill --parties 2 --items triples=1e5,input-masks/0=1e4 --directory ./stores
  spdz stock fill --config party.yaml --insecure --items triples=1e5 --directory ./store

With --parties, all stores are made on this machine: party k's in DIRECTORY/partyK. With --config, this
party's alone, together with the others and the dealer that party.yaml names, each with the same --items;
the dealer needs no --directory. A store's segments lie in the folder "stock" there, its keys in "keys":
  stock: { folder: ./stores/party0/stock, keys: ./stores/party0/keys }      # in party.yaml, instead of dealer

Items: triples, squares, bits, randoms, comparisons, input-masks/OWNER, truncation/BITS,
truncation/BITS/exact, matrix/ROWSxINNERxCOLUMNS*PAIRS+TRANSPOSED.`;

export function addFill(stock: Command, log: () => Log): void {
  stock
    .command("fill")
    .description("Makes stores and fills them from a dealer, who knows everything: insecure.")
    .requiredOption("--items <kind=count,...>", "what to make, the same at all parties", items)
    .option("--directory <folder>", "where the stores go")
    .option("-n, --parties <n>", "all parties, on this machine", integer(MIN_PARTIES, MAX_PARTIES))
    .addOption(
      new Option("-s, --security <combination>", "with --parties; a config has its own")
        .argParser(security)
        .default("spdz+dealer" satisfies Security),
    )
    .option("--deadline <time>", "with --parties", duration, DEFAULT_DEADLINE_MS)
    .option("-c, --config <file>", "party.yaml: one party of a deployment, or its dealer")
    .option("--insecure", "with --config: yes, with a trusted dealer")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FillFlags) => {
      if ((flags.parties === undefined) === (flags.config === undefined))
        throw new UsageError("stock fill: either --parties or --config is expected");
      const { labels, places } = await (flags.config === undefined
        ? fillHere(flags)
        : fillConfigured(flags, flags.config, log));
      const made = { labels, items: formatDemand(flags.items), places };
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

interface Filled {
  readonly labels: readonly string[];
  readonly places: readonly StorePlaces[];
}

async function fillHere(flags: FillFlags): Promise<Filled> {
  const { parties, items: demand, security: combination, deadline: deadlineMs } = flags;
  if (combination === "plain")
    throw new UsageError('stock fill: --security plain: "plain" spends no material');
  const directory = directoryOf(flags);
  const options = { parties: parties!, security: combination, demand, directory, deadlineMs };
  const places = await fillLocally(options);
  return { labels: combinationOf(combination).labels, places };
}

async function fillConfigured(flags: FillFlags, path: string, log: () => Log): Promise<Filled> {
  const config = await readPartyConfig(path, flags.insecure === true);
  if (config.join.material !== "made")
    throw new UsageError(
      `${path}: what fills a stock is made, by whom "security" names: no "stock" here`,
    );
  const join = { ...filling(config.join, flags.items), log: log().info };
  const { labels } = combinationOf(join.security);
  if (config.deals) {
    await dealSession(join);
    return { labels, places: [] };
  }
  const directory = directoryOf(flags);
  const places = {
    directory: resolve(directory, "stock"),
    keyDirectory: resolve(directory, "keys"),
  };
  await fillSession(join, await createStore(places), flags.items);
  return { labels, places: [places] };
}

function directoryOf({ directory }: FillFlags): string {
  if (directory === undefined) throw new UsageError("stock fill: --directory is expected");
  return directory;
}

function describe({ labels, places, items: made }: Filled & { readonly items: string }): string {
  return [
    ...labels.map((label) => styled(["bold", "yellow"], label)),
    places.length === 0 ? `dealt ${made}, and kept nothing` : `each store holds ${made}`,
    ...places.map(({ directory, keyDirectory }) => `${directory}, keys in ${keyDirectory}`),
  ].join("\n");
}
