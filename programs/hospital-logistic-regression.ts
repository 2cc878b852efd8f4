/**
 * Hospitals hold different measurements of the same patients; one also holds the diagnoses. They train a logistic
 * regression on all measurements together.
 *
 *   input     every party its features, standardised and clipped; the label holder the labels too
 *   learned   by all: the model (a weight per feature and the intercept, to 2^-16), of no epoch but the last;
 *             by the label holder besides: the score of each test row, to 2^-8, and so how many it gets
 *             right. (It can subtract its own part: with two parties it sees the other's part of each score,
 *             with more the sum of theirs.)
 *   hidden    everything else: features, labels, means and deviations, which rows are clipped
 *   trusted   a party's inputs are its own business: nobody can tell a wrong measurement from a right one
 *
 * Gradient descent on all training rows at once with step N/2^k, k = ⌈log2 N⌉ (0.889 at N = 455), so that
 * dividing costs nothing. X is opened once against its mask; an epoch then costs seven rounds (the first, with
 * w = 0, one). The sigmoid is the polynomial of degree 5 closest to it on [−16, 16] by least squares,
 *
 *   σ(z) ≈ ½ + z·(QUINTIC·(z² + CENTRE)² + SLOPE).
 *
 * What is computed, its fractional bits, and its bound as a raw integer for |z| < 32, N ≤ 2048; all within
 * M = 2^58 − 2^18 (a column of X has Σx² ≤ N, the intercept's Σ1 = N, so |Xᵀe| ≤ N·max|e| by Cauchy–Schwarz):
 *
 *   x                16       |x| ≤ 3, clipped by its owner                  2^17.6
 *   e                10       |σ(z) − y| < 49.1, rounded without bias        2^15.7
 *   Xᵀe              26       ≤ 2^11·49.1                                    2^42.7
 *   w                26 + k   Σ of Xᵀe/2^k, never rounded while it trains    |w| ≤ 32 gives 2^42
 *   Xw = z           42 + k   |z| < 32                                       2^58 at k = 11, 2^56 at k = 9
 *   z                5        rounded without bias                           2^10
 *   (z² + CENTRE)²   20       ≤ 825²                                         2^39.4
 *   slope(z)         47       ≤ 1.50                                         2^47.6
 *   z·slope(z)       52       ≤ 47.9                                         2^57.6
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, ANY_OUTPUTS, parseArguments } from "./about.ts";
import { column, integerColumn, readingArguments } from "./data/column.ts";
import { splitRows, standardise, trainingSize } from "./data/standardise.ts";
import { dataFile, readTable } from "./data/table.ts";

/** Fractional bits. */
export const X_BITS = 16;
export const ERROR_BITS = 10;
export const Z_BITS = 5;
const MODEL_BITS = 16;
const SCORE_BITS = 8;
/** In standard deviations: outliers of heavy-tailed features are cut off here. */
export const CLIP = 3;

/** Exact at the scales where they enter; the test derives them by least squares. */
export const QUINTIC_BITS = 27;
export const QUINTIC = 288 / 2 ** QUINTIC_BITS;
export const CENTRE = -204761 / 2 ** 10;
export const SLOPE = 33573 / 2 ** 20;

const MEASUREMENTS =
  "radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension";
export const FEATURES = ["mean", "se", "worst"].flatMap((kind) =>
  MEASUREMENTS.split(" ").map((name) => `${kind}_${name}`),
);

const schema = z.strictObject({
  /** CSV with the party's features by name; "{party}" becomes the party's number. */
  file: z.string().min(1).default(dataFile("breast-cancer-wisconsin.csv")),
  /** Of features; labels must be there. */
  ...readingArguments,
  /** Rows of everybody's file, in the same order. */
  rows: z.int().min(10).max(2560).default(569),
  /** In n consecutive blocks, as even as can be: the first belongs to party 0. */
  features: z.array(z.string().min(1)).min(2).max(128).default(FEATURES),
  /** Column of 0 and 1. */
  label: z.string().min(1).default("benign"),
  labelHolder: z.int().min(0).default(0),
  epochs: z.int().min(2).max(20).default(12),
  /** Chooses which rows are for testing: one in five. */
  split: z.int().min(0).max(0xffffffff).default(1),
});
export type HospitalArgs = z.infer<typeof schema>;

export interface HospitalResult {
  /** By feature name, for standardised features; to 2^-16. */
  readonly weights: Readonly<Record<string, number>>;
  readonly intercept: number;
  /** This party's own scaling of its own features: private. */
  readonly scaling: Readonly<Record<string, { mean: number; deviation: number }>>;
  /** At the label holder only. */
  readonly test: { readonly rows: number; readonly correct: number } | null;
}

export const about: About<HospitalArgs> = {
  name: "hospital-logistic-regression",
  does: "trains a logistic regression on features that are split among the parties by columns",
  learns: [
    "all parties: the model's weights and intercept",
    "label holder: besides, the score of each test row and the test accuracy",
  ],
  schema,
  outputs: ANY_OUTPUTS,
  check: (args, self, n) => void loadOwn(args, self, n),
};

export default async function hospitalLogisticRegression(
  mpc: Mpc,
  args: unknown,
): Promise<HospitalResult> {
  const parsed = parseArguments(about, args);
  const { features, labelHolder, epochs } = parsed;
  const own = loadOwn(parsed, mpc.self, mpc.n);
  const train = trainingSize(parsed.rows);
  const test = parsed.rows - train;
  const k = stepBits(train);

  const parts = Array.from({ length: mpc.n }, (_, p) =>
    mpc.input(
      p,
      [train, blockOf(features, p, mpc.n).length],
      p === mpc.self ? own.training : null,
      { scale: X_BITS },
    ),
  );
  const labels = mpc.input(labelHolder, train, own.trainingLabels, { scale: ERROR_BITS });
  const ones = mpc.constant(Array(train).fill(1), [train, 1], { scale: X_BITS });
  const x = await mpc.maskMatrix(mpc.beside([...(await Promise.all(parts)), ones]), {
    columns: 1,
    products: epochs - 1,
    transposed: epochs,
  });
  const y = await labels;

  let error = mpc.addPublic(mpc.negate(y), 0.5);
  let weights: Secret | null = null;
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (weights !== null) error = mpc.subtract(await sigmoid(mpc, await x.product(weights)), y);
    const step = mpc.multiplyPublic(await x.transposedProduct(error), 2 ** -k, k);
    weights = weights === null ? mpc.negate(step) : mpc.subtract(weights, step);
  }

  const model = await mpc.outputNumbers(
    await mpc.truncate(weights!, X_BITS + ERROR_BITS + k - MODEL_BITS),
  );
  // The model is public now: each party scores its own columns and only the sums are revealed.
  const partial = own.score(model);
  const scores = await Promise.all(
    Array.from({ length: mpc.n }, (_, p) =>
      mpc.input(p, test, p === mpc.self ? partial : null, { scale: SCORE_BITS }),
    ),
  );
  const opened = await mpc.outputTo(
    labelHolder,
    scores.reduce((sum, part) => mpc.add(sum, part)),
  );
  const intercept = model.at(-1)!;
  const correct = opened?.filter(
    (score, j) => Number(score) / 2 ** SCORE_BITS + intercept > 0 === (own.testLabels![j] === 1),
  ).length;
  return {
    weights: Object.fromEntries(features.map((name, i) => [name, model[i]!])),
    intercept,
    scaling: own.scaling,
    test: correct === undefined ? null : { rows: test, correct },
  };
}

/** σ(z), at ERROR_BITS, of a raw z: five rounds. */
async function sigmoid(mpc: Mpc, raw: Secret): Promise<Secret> {
  const z = await mpc.truncate(raw, raw.scale - Z_BITS);
  const centred = mpc.addPublic(await mpc.square(z), CENTRE);
  const quintic = mpc.multiplyPublic(await mpc.square(centred), QUINTIC, QUINTIC_BITS);
  const odd = await mpc.multiply(z, mpc.addPublic(quintic, SLOPE));
  return mpc.addPublic(await mpc.truncate(odd, odd.scale - ERROR_BITS), 0.5);
}

/** The same in plain numbers. */
export const polynomialSigmoid = (z: number): number =>
  0.5 + z * (QUINTIC * (z * z + CENTRE) ** 2 + SLOPE);

/** N/2^k is the step. */
export const stepBits = (rows: number): number => Math.ceil(Math.log2(rows));

/** Party `party`'s consecutive block. */
export const blockOf = (features: readonly string[], party: number, n: number): readonly string[] =>
  features.slice(
    Math.floor((features.length * party) / n),
    Math.floor((features.length * (party + 1)) / n),
  );

/** Reads, standardises and lays out what this party holds. Sends nothing. */
function loadOwn(args: HospitalArgs, self: number, n: number) {
  if (args.labelHolder >= n)
    throw new UsageError(`${about.name}: argument "labelHolder": there are parties 0 … ${n - 1}`);
  if (args.features.length < n)
    throw new UsageError(`${about.name}: argument "features": fewer than parties`);
  const table = readTable(args.file, self);
  if (table.cells.length !== args.rows)
    throw new UsageError(`${table.file}: ${table.cells.length} rows, not ${args.rows} as agreed`);
  const { train, test } = splitRows(args.rows, args.split);
  const names = blockOf(args.features, self, n);
  const columns = names.map((name) => {
    try {
      return standardise(column(table, name, args), train, CLIP);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`${table.file}, column "${name}": ${error.message}`);
    }
  });
  const { codes } = args;
  const labels =
    self === args.labelHolder ? integerColumn(table, args.label, 0, 1, { codes }) : null;
  const first = Math.floor((args.features.length * self) / n);
  return {
    /** Row-major. */
    training: Float64Array.from(train.flatMap((j) => columns.map((c) => c.values[j]!))),
    trainingLabels: labels && Float64Array.from(train, (j) => labels[j]!),
    testLabels: labels && Float64Array.from(test, (j) => labels[j]!),
    scaling: Object.fromEntries(
      names.map((name, i) => [name, { mean: columns[i]!.mean, deviation: columns[i]!.deviation }]),
    ),
    /** This party's part of each test row's score under the opened model. */
    score: (model: readonly number[]): Float64Array =>
      Float64Array.from(test, (j) =>
        columns.reduce((sum, c, i) => sum + c.values[j]! * model[first + i]!, 0),
      ),
  };
}
