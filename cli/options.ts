/** Parses the values of options. Each error is one line that says what is allowed. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { readYaml } from "../experiments/config/yaml-file.ts";
import {
  boundedDuration,
  CONNECT,
  DEADLINE,
  type DurationRange,
  LATENCY,
} from "../host/node/duration.ts";
import { expandHome } from "../host/node/home.ts";
import { MAX_THREADS } from "../host/node/lanes/threads.ts";
import { isSecurity, SECURITIES, type Security } from "../host/party/combination.ts";
import { UsageError } from "../host/usage-error.ts";
import { parseJson } from "../online/value.ts";
import type { Routing } from "../protocols/open.ts";
import { DEFAULT_STATISTICAL, MAX_STATISTICAL, MIN_STATISTICAL } from "../protocols/security.ts";
import { type ComparisonsWish, WISHES } from "../run/choose-comparisons.ts";
import { DEFAULT_DEADLINE_MS } from "../run/deadline.ts";
import { MAX_PARTIES, MIN_PARTIES } from "../run/runnable.ts";

export type Arguments = Record<string, unknown>;

export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`An integer from ${least} to ${most} is expected.`);
    return value;
  };

export function security(text: string): Security {
  if (!isSecurity(text)) throw new InvalidArgumentError(`Allowed: ${SECURITIES.join(", ")}.`);
  return text;
}

/** Parses "250ms", "10s" or "2h" into milliseconds. */
const duration =
  (range: DurationRange) =>
  (text: string): number => {
    try {
      return boundedDuration(text, range);
    } catch (error) {
      throw new InvalidArgumentError(sentence((error as Error).message));
    }
  };

/** The words as a sentence, like commander's own messages. */
const sentence = (words: string): string => `${words[0]!.toUpperCase()}${words.slice(1)}.`;

/** --deadline, of runs on this machine. */
export const deadlineOption = (meaning: string): Option =>
  new Option(
    "--deadline <time>",
    `${meaning}, ${DEADLINE.least} to ${DEADLINE.most} (default: ${DEFAULT_DEADLINE_MS / 1000}s, as many times longer as parties share a core)`,
  ).argParser(duration(DEADLINE));

/** --connect, of runs on this machine. */
export const connectOption = (): Option =>
  new Option(
    "--connect <time>",
    `how long the parties may take to start and find each other, ${CONNECT.least} to ${CONNECT.most} (default: the deadline, at least 10s)`,
  ).argParser(duration(CONNECT));

/** The default folder of `spdz keys` for identity and roster. */
export const KEYS_FOLDER = "~/.spdz-lab";

/** The folder of identity and roster. All commands name it by this option. */
export const keysOption = (): Option =>
  new Option("--keys <folder>", "the folder of identity and roster").default(KEYS_FOLDER);

/** @throws UsageError if the folder is in this user's home, and this user has none. */
export const keysFolder = (named: string): string =>
  expandHome(named, "name the folder by --keys, or by that key in party.yaml");

/** --statistical, of runs on this machine. */
export const statisticalOption = (meaning: string): Option =>
  new Option(
    "--statistical <s>",
    `${meaning}, ${MIN_STATISTICAL} to ${MAX_STATISTICAL} (default: ${DEFAULT_STATISTICAL})`,
  ).argParser(integer(MIN_STATISTICAL, MAX_STATISTICAL));

/** --threads, of every party on this machine. */
export const threadsOption = (): Option =>
  new Option(
    "--threads <k>",
    `worker threads of each party that make LowGear's material, 1 to ${MAX_THREADS} (default: none)`,
  ).argParser(integer(1, MAX_THREADS));

/** Parses "length=1000". A value that is not JSON is text. */
export function keyValue(text: string, before: Arguments | undefined): Arguments {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("key=value is expected, as in length=1000.");
  const key = text.slice(0, at);
  if (before !== undefined && Object.hasOwn(before, key))
    throw new InvalidArgumentError(`"${key}" is given twice.`);
  return { ...before, [key]: parseValue(key, text.slice(at + 1)) };
}

/** Parses "1:file=mine.csv", an argument of one party alone. */
export function ownKeyValue(
  text: string,
  before: ReadonlyMap<number, Arguments> | undefined,
): ReadonlyMap<number, Arguments> {
  const [, party, rest] = /^(\d+):(.*)$/s.exec(text) ?? [];
  if (party === undefined)
    throw new InvalidArgumentError("party:key=value is expected, as in 0:file=mine.csv.");
  const all = new Map(before);
  return all.set(Number(party), keyValue(rest!, all.get(Number(party))));
}

export function readArguments(path: string): Arguments {
  const content = readYaml(path) ?? {};
  if (typeof content !== "object" || Array.isArray(content))
    throw new UsageError(
      `${path}: the arguments' names with their values are expected, as in "length: 1000"`,
    );
  return content as Arguments;
}

/** JSON, or else text. Text that looks like a list or an object is refused: nobody would notice that it is text. */
function parseValue(key: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${error.message}.`);
    const wanted = `a list is written as in '${key}=[2, 3]' or '${key}=["a", "b"]', a set of keys as in '${key}={"a": 1}', each in single quotes for the shell`;
    if (/^\s*[[{]|[\]}]\s*$/.test(text))
      throw new InvalidArgumentError(`${text} is not JSON: ${wanted}.`);
    if (/^\s*[+-]?[\d.]+(\s*,\s*[+-]?[\d.]+)+,?\s*$/.test(text))
      throw new InvalidArgumentError(`${text} is not a list: ${wanted}.`);
    return text;
  }
}

/** A program, its parties and its arguments, as all commands name them. */
export interface ProgramFlags {
  readonly parties: number;
  readonly args?: Arguments;
  readonly argsFile?: string;
  readonly own?: ReadonlyMap<number, Arguments>;
}

export const withProgram = (command: Command): Command =>
  command
    .argument("<program>", "the name of a program that ships, or the path of a module")
    .option(
      "-n, --parties <n>",
      `how many parties, ${MIN_PARTIES} to ${MAX_PARTIES}`,
      integer(MIN_PARTIES, MAX_PARTIES),
      3,
    )
    .option("-a, --args <key=value...>", "arguments of the program, equal at all parties", keyValue)
    .option("--args-file <file>", "the same from YAML or JSON; --args takes precedence")
    .option("--own <party:key=value...>", "arguments that one party alone has", ownKeyValue);

/** Those of all parties, and by party those that it alone has. @throws UsageError for arguments of no party. */
export function programArguments({ parties, args, argsFile, own }: ProgramFlags) {
  const all = { ...(argsFile && readArguments(argsFile)), ...args };
  if (own === undefined) return { args: all };
  const stranger = [...own.keys()].find((party) => party >= parties);
  if (stranger !== undefined)
    throw new UsageError(`--own ${stranger}:…: parties go from 0 to ${parties - 1}`);
  return { args: all, ownArgs: Array.from({ length: parties }, (_, k) => own.get(k) ?? {}) };
}

/** --comparisons, of runs and plans. */
export const comparisonsOption = (auto: string): Option =>
  new Option(
    "--comparisons <how>",
    `numbers are compared in a tree, or by a product: fewer triples, more rounds; auto: ${auto}`,
  )
    .choices(WISHES)
    .default("tree" satisfies ComparisonsWish);

/** --latency, by which --comparisons auto chooses in plans. */
export const latencyOption = (): Option =>
  new Option(
    "--latency <time>",
    `one way, of the slowest link, ${LATENCY.least} to ${LATENCY.most} (default: that of one machine)`,
  ).argParser(duration(LATENCY));

export const routingOption = (): Option =>
  new Option("--routing <how>", "openings go to everybody, or through one party, the king")
    .choices(["direct", "king"] satisfies Routing[])
    .default("direct" satisfies Routing);
