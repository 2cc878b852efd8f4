/** The keys of an experiment's config. Rules about several keys are in consistency.ts. */
import { z } from "zod";
import { ABLATIONS, type AblationName } from "../../attacks/ablations/ablations.ts";
import {
  DEFAULT_SECURITY,
  SECURITIES,
  type Security,
  twinOf,
} from "../../host/party/combination.ts";
import { type ComparisonsWish, WISHES } from "../../run/choose-comparisons.ts";
import { networkSchema } from "./network-names.ts";
import { timeText } from "./quantities.ts";

const MIN_PARTIES = 2;
const MAX_PARTIES = 64;
/** The baseline of slowdowns if a config names no other. */
export const DEFAULT_BASELINE: Security = twinOf(DEFAULT_SECURITY)!;

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "a name of small letters, digits and - is expected");
const line = z.string().trim().min(1).max(2000);
/** Distinct entries, at least one. */
const list = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .min(1)
    .refine(
      (all) => new Set(all.map((x) => JSON.stringify(x))).size === all.length,
      "an entry occurs twice",
    );

const parties = z.int().min(MIN_PARTIES).max(MAX_PARTIES);
const security = z.enum(SECURITIES);
const ablation = z.enum(ABLATIONS as [AblationName, ...AblationName[]]);
const args = z.record(z.string(), z.json());
const argLists = z.record(z.string(), list(z.json()));
const repetitions = z.int().min(1).max(1000);
const warmup = z.int().min(0).max(100);

/** One list per axis. The product of all lists is run. */
const matrix = z.strictObject({
  parties: list(parties),
  network: list(networkSchema),
  security: list(security),
  ablation: list(ablation).default(["none"]),
  args: argLists.default({}).describe("lists of values, by argument"),
});
/** Has no defaults: they would replace what the matrix says. */
const partialMatrix = z.strictObject({
  parties: list(parties).optional(),
  network: list(networkSchema).optional(),
  security: list(security).optional(),
  ablation: list(ablation).optional(),
  args: argLists.optional(),
});

const omission = z.strictObject({
  parties: list(parties).optional(),
  network: list(networkSchema).optional(),
  security: list(security).optional(),
  ablation: list(ablation).optional(),
  args: argLists.optional(),
  reason: line,
});

const finding = z.strictObject({
  id: slug,
  claim: line,
  holds: line.describe("a predicate on the figures"),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("the share by which bounds are loosened on other machines"),
});

export const experimentSchema = z.strictObject({
  name: slug,
  question: line,
  program: z.string().min(1).describe("a shipped program, or a module's path from this file"),
  args: args.default({}).describe("equal in all cells"),
  matrix,
  omit: z.array(omission).default([]).describe("cells left out, shown with the reason"),
  unavailable: z
    .enum(["refuse", "omit"])
    .default("refuse")
    .describe(
      "if this machine cannot run some cells: nothing runs, or they are left out with the reason",
    ),
  comparisons: z
    .enum(WISHES as [ComparisonsWish, ...ComparisonsWish[]])
    .default("tree")
    .describe(
      "how numbers are compared, in all cells; auto: what is faster by the latency of a cell's network",
    ),
  virtual: z
    .strictObject({
      when: z
        .enum(["always", "never", "parties > cores"])
        .default("parties > cores")
        .describe("when networks of kind auto are virtual"),
      compute: z.enum(["measured", "model"]).default("measured"),
      coresPerHost: z.int().min(1).max(1024).default(1),
    })
    .prefault({}),
  repetitions: repetitions.default(10),
  warmup: warmup.default(1).describe("rounds through all cells that leave no record"),
  seed: z
    .int()
    .min(0)
    .default(1)
    .describe("for the order of runs and for virtual networks, never for secrets"),
  deadline: timeText.default("60s").describe("a party that is silent for so long is given up"),
  quick: z
    .strictObject({
      matrix: partialMatrix.optional(),
      args: args.optional(),
      repetitions: repetitions.optional(),
      warmup: warmup.optional(),
    })
    .optional()
    .describe("what --quick replaces"),
  report: z
    .strictObject({ baseline: security.optional(), plots: list(slug).optional() })
    .prefault({}),
  findings: z.array(finding).default([]),
});

/** The content of the file, with defaults filled in. */
export type ExperimentFile = z.infer<typeof experimentSchema>;

/** What `spdz schema` prints. */
export const experimentJsonSchema = (): object => ({
  ...z.toJSONSchema(experimentSchema, { io: "input" }),
  title: "An experiment of spdz-lab",
});
