/**
 * Banks ask for each of their payments how likely it is a fraud, by a logistic model that another of them has.
 *
 *   input    every party its payments, a number from 0 to 1 for each feature; party `modelFrom` the weights of the model
 *   learned  by each party: the scores of its own payments, to 2^-bits. Of others' payments and of the model: nothing else
 *   hidden   payments, weights, and scores of others' payments. (Whoever asks for as many payments of its choice as there
 *            are weights can compute these from the scores, and the fewer bits a score has the worse.)
 *   trusted  inputs in their range: a party that lies about it spoils its own scores, or what it is asked for
 *
 * All payments are scored at once: one matrix product, one sigmoid, both in 16 fractional bits. A score is off
 * by less than 2^-14 before it is rounded to the nearest, as it is told.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { dataFile, readTable } from "./data/table.ts";

/** Fractional bits while scores are computed. */
const BITS = 16;
/** The greatest magnitude of a weight. */
const MOST = 64;

const schema = z.strictObject({
  /** Of each party. */
  payments: z.int().min(1).max(100_000).default(4),
  features: z
    .array(z.string().min(1))
    .min(1)
    .max(256)
    .default(["amount", "night", "distance", "foreign", "new_device"]),
  /** CSV with this party's payments; "{party}" becomes the party's number. Without one they are made up. */
  file: z.string().min(1).optional(),
  ...readingArguments,
  /** CSV with columns feature and weight: one for each feature, and one that is called "intercept". */
  model: z.string().min(1).default(dataFile("fraud-model.csv")),
  modelFrom: z.int().min(0).default(0),
  /** Fractional bits of a score. */
  bits: z.int().min(1).max(12).default(8),
  /** Of payments that are made up. */
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type FraudScoresArgs = z.infer<typeof schema>;

export const about: About<FraudScoresArgs> = {
  name: "fraud-scores",
  does: "scores the payments of several banks by a logistic model of one of them",
  learns: ["each party: the scores of its own payments"],
  schema,
  check: (args, self, n) => void loadOwn(args, self, n),
};

export default async function fraudScores(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { payments, features, modelFrom, bits } = parsed;
  const own = loadOwn(parsed, mpc.self, mpc.n);
  const weight = (count: number, values: readonly number[] | undefined) =>
    mpc.input(modelFrom, count, values ?? null, { scale: BITS, range: [-MOST, MOST] });
  const parts = Array.from({ length: mpc.n }, (_, owner) =>
    mpc.input(owner, [payments, features.length], owner === mpc.self ? own.payments : null, {
      scale: BITS,
      range: [0, 1],
    }),
  );
  const [weights, intercept, rows] = await Promise.all([
    weight(features.length, own.model?.weights),
    weight(1, own.model && [own.model.intercept]),
    Promise.all(parts),
  ]);
  const product = await mpc.matrixProductFixed(mpc.stack(rows), weights);
  const scores = await mpc.sigmoid(mpc.add(mpc.reshape(product, mpc.n * payments), intercept));
  const rounded = await mpc.truncate(scores, BITS - bits, { rounding: "nearest" });
  const opened = await Promise.all(
    Array.from({ length: mpc.n }, (_, party) =>
      mpc.outputTo(party, mpc.rows(rounded, party * payments, (party + 1) * payments)),
    ),
  );
  return { scores: opened[mpc.self]!.map((raw) => Number(raw) / 2 ** bits) };
}

/** @throws UsageError. */
function loadOwn(args: FraudScoresArgs, self: number, n: number) {
  const { payments, features, file, modelFrom } = args;
  if (modelFrom >= n)
    throw new UsageError(`fraud-scores: argument "modelFrom": there are parties 0 … ${n - 1}`);
  const given = file === undefined ? examplePayments(args, self) : paymentsOf(args, file, self);
  return {
    payments: Float64Array.from(
      { length: payments * features.length },
      (_, k) => given[k % features.length]![Math.floor(k / features.length)]!,
    ),
    model: self === modelFrom ? modelOf(args, self) : undefined,
  };
}

function paymentsOf(args: FraudScoresArgs, file: string, self: number): Float64Array[] {
  const table = readTable(file, self);
  return args.features.map((name) => {
    const values = column(table, name, args);
    if (values.length !== args.payments)
      throw new UsageError(
        `fraud-scores: argument "file": ${values.length} rows, "payments" says ${args.payments}`,
      );
    if (values.some((v) => v < 0 || v > 1))
      throw new UsageError(`${table.file}: column "${name}" has a number that is not from 0 to 1`);
    return values;
  });
}

function modelOf({ model, features }: FraudScoresArgs, self: number) {
  const table = readTable(model, self);
  const weights = column(table, "weight");
  const at = table.names.indexOf("feature");
  const weightOf = (name: string): number => {
    const row = table.cells.findIndex((cells) => cells[at] === name);
    if (row < 0) throw new UsageError(`${table.file}: no row for feature "${name}"`);
    if (Math.abs(weights[row]!) > MOST)
      throw new UsageError(
        `${table.file} line ${table.lines[row]}: a weight from -${MOST} to ${MOST} is expected`,
      );
    return weights[row]!;
  };
  return { weights: features.map(weightOf), intercept: weightOf("intercept") };
}

/** Feature by feature, uniform multiples of 1/64 from 0 to 1. */
export function examplePayments(
  { payments, features, seed }: Pick<FraudScoresArgs, "payments" | "features" | "seed">,
  party: number,
): Float64Array[] {
  return features.map((name) =>
    Float64Array.from(
      invented(`fraud-scores ${name} P${party}`, seed, 65, payments),
      (v) => v / 64,
    ),
  );
}
