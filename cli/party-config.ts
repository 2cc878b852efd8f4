/** party.yaml: one party of a real deployment. All can use the same file, except for `own`, `keys` and `stock`. */
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { readYaml } from "../experiments/config/yaml-file.ts";
import { ANY_ADDRESS, hostSchema } from "../host/node/address.ts";
import {
  boundedDuration,
  CONNECT,
  DEADLINE,
  type DurationRange,
  LATENCY,
} from "../host/node/duration.ts";
import { expandHome } from "../host/node/home.ts";
import { loadIdentity } from "../host/node/identity.ts";
import { assertThreads, isThreads, THREADS_RANGE } from "../host/node/lanes/threads.ts";
import { comparable } from "../host/node/party/agreement.ts";
import type { JoinOptions } from "../host/node/party/join.ts";
import { type Member, memberOf, readRoster } from "../host/node/roster.ts";
import { issueInWords } from "../host/node/validation-words.ts";
import { combinationOf, dealersOf, SECURITIES } from "../host/party/combination.ts";
import { UsageError } from "../host/usage-error.ts";
import { DEFAULT_STATISTICAL, isStatistical, STATISTICAL_RANGE } from "../protocols/security.ts";
import { type ComparisonsWish, WISHES } from "../run/choose-comparisons.ts";
import { loadProgram, type ProgramModule } from "../run/program-module.ts";
import { KEYS_FOLDER, keysFolder } from "./options.ts";

const time = (range: DurationRange) =>
  // YAML reads digits alone as a number. As text they get the error that a time without a unit gets.
  z.union([z.string(), z.number()]).transform((text, check) => {
    try {
      return boundedDuration(String(text), range);
    } catch (error) {
      check.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
const name = z.string().min(1).max(63);
const values = z.record(z.string(), z.unknown());

const schema = z.strictObject({
  /** The names of all parties in party order, this one's included. */
  parties: z.array(name).min(2).max(16),
  /** The member that makes the material of "…+dealer", unless there is a stock. */
  dealer: name.optional(),
  /** Material made before; paths are relative to this file. */
  stock: z
    .strictObject({
      folder: z.string().min(1),
      keys: z.string().min(1),
      /** Allow the agreement to burn more of the stock than it may by default. */
      acceptBurn: z.boolean().default(false),
    })
    .optional(),
  /** Folder of `spdz keys`. */
  keys: z.string().min(1).default(KEYS_FOLDER),
  /** Where this party listens. */
  listen: z.strictObject({
    host: hostSchema.default(ANY_ADDRESS),
    port: z.int().min(1).max(65535),
  }),
  program: z.string().min(1),
  /** Equal at all parties. */
  args: values.default({}),
  /** Of this party alone. */
  own: values.default({}),
  security: z.enum(SECURITIES),
  routing: z.enum(["direct", "king"]).default("direct"),
  /** Equal at all parties. Of "auto" comes a tree as soon as one party chooses it. */
  comparisons: z.enum(WISHES).default("tree"),
  /** One way, of the slowest link, equal at all parties: by it comparisons "auto" chooses. */
  latency: time(LATENCY).optional(),
  /** Worker threads that make LowGear's material, of this party alone. */
  threads: z.custom<number>(isThreads, THREADS_RANGE).optional(),
  /** s, equal at all parties: of new material, of the material in a stock, and of the budget. */
  statistical: z.custom<number>(isStatistical, STATISTICAL_RANGE).default(DEFAULT_STATISTICAL),
  deadline: time(DEADLINE).default(10_000),
  /** How long the others may take to connect. */
  connect: time(CONNECT).default(60_000),
});

export interface PartyConfig {
  /** Without how numbers are compared: a plan may say that. */
  readonly join: JoinOptions;
  readonly comparisons: ComparisonsWish;
  readonly latencyMs: number;
  readonly program: ProgramModule;
  /** How many parties there are, without the dealer. */
  readonly parties: number;
  readonly args: Readonly<Record<string, unknown>>;
  /** True if this process is the dealer. */
  readonly deals: boolean;
}

/**
 * Reads and checks everything that can be checked before connecting.
 * @throws UsageError naming the key and what is allowed; IdentityError.
 */
export async function readPartyConfig(path: string, insecure: boolean): Promise<PartyConfig> {
  const parsed = schema.safeParse(readYaml(path));
  if (!parsed.success) throw new UsageError(`${path}: ${explain(parsed.error)}`);
  const config = parsed.data;
  if (config.security === "plain")
    throw new UsageError(
      `${path}: security: "plain" hides nothing from anybody: use it with spdz run only`,
    );
  const { labels } = combinationOf(config.security, config.statistical);
  if (labels.length > 0 && !insecure)
    throw new UsageError(
      `${path}: ${config.security} is ${labels.join(", ")}: use --insecure if you accept that`,
    );
  assertOneSource(path, config);
  if ((config.comparisons === "auto") !== (config.latency !== undefined))
    throw new UsageError(
      `${path}: comparisons: auto chooses by the key "latency", and nothing else does: both are expected, or none`,
    );
  assertThreads(config.threads, config.security, `${path}: `);

  const from = (place: string) => resolve(dirname(path), expandHome(place));
  const keys = from(keysFolder(config.keys));
  const identity = loadIdentity(keys);
  const names = config.dealer === undefined ? config.parties : [...config.parties, config.dealer];
  const twice = names.find((other, party) => names.indexOf(other) < party);
  if (twice !== undefined)
    throw new UsageError(`${path}: parties and dealer: this name is there twice: ${twice}`);
  const self = names.indexOf(identity.name);
  if (self < 0)
    throw new UsageError(
      `${path}: this party's name is ${identity.name} (as ${keys} says), which is not among ${names.join(", ")}`,
    );
  const { host, port } = config.listen;
  const roster = readRoster(keys);
  const members = names.map((other, party): Member => {
    if (party === self) return memberOf(identity, host, port);
    const known = roster.find((m) => m.name === other);
    if (known === undefined)
      throw new UsageError(
        `${path}: ${other} is not known in ${keys}: ask ${other} for an invitation (spdz keys invite), and pin it (spdz keys join)`,
      );
    return known;
  });

  comparable(config.own);
  const program = await loadProgram(
    /[./\\]/.test(config.program) ? from(config.program) : config.program,
  );
  const args = { ...config.args, ...config.own };
  const deals = self === config.parties.length;
  return {
    program,
    parties: config.parties.length,
    args,
    deals,
    comparisons: config.comparisons,
    latencyMs: config.latency ?? 0,
    join: {
      self,
      identity,
      members,
      security: config.security,
      material:
        config.stock === undefined
          ? "made"
          : {
              directory: from(config.stock.folder),
              keyDirectory: from(config.stock.keys),
              acceptBurn: config.stock.acceptBurn,
            },
      program: { name: program.name, digest: program.digest },
      args: config.args,
      routing: config.routing,
      ...(config.comparisons === "auto" && { comparisonsBy: `auto at ${config.latency} ms` }),
      statistical: config.statistical,
      ...(config.threads !== undefined && { threads: config.threads }),
      deadlineMs: config.deadline,
      connectMs: config.connect,
      listenHost: host,
    },
  };
}

/**
 * Material comes from the backend of `security`, or from a stock. Only a security with a dealer allows the key
 * `dealer`. @throws UsageError.
 */
function assertOneSource(path: string, { security, dealer, stock }: z.infer<typeof schema>): void {
  if (dealersOf(security) === 0 && dealer !== undefined)
    throw new UsageError(`${path}: dealer: ${security} has no dealer: leave that key out`);
  if (dealersOf(security) === 1 && (dealer === undefined) === (stock === undefined))
    throw new UsageError(
      `${path}: material comes from either a "dealer" or a "stock": name one of the two`,
    );
}

const NO_ABLATION =
  "ablation: a party of a real deployment leaves nothing out; use spdz run --ablation, or matrix.ablation in an experiment's config";

function explain(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const where = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    if (where === "" && issue.keys.includes("ablation")) return NO_ABLATION;
    const allowed = where === "" ? `; there are: ${Object.keys(schema.shape).join(", ")}` : "";
    return `no key "${where === "" ? "" : `${where}.`}${issue.keys[0]}"${allowed}`;
  }
  return `${where === "" ? "content" : where}: ${issueInWords(issue)}`;
}
