/**
 * Parties hold rows of the same columns. They fit one linear model of a column to the others, on all rows together, by
 * least squares with a little shrinking (ridge regression).
 *
 *   input    every party, of its own rows, the sums of products XᵀX and Xᵀy
 *   learned  by all: the coefficients and the intercept, to 2^-12 of scaled columns
 *   hidden   everything else: rows, how many each party has, and XᵀX and Xᵀy of all rows together, too
 *   trusted  a party's rows are its own business, and so are sums that it makes of them; each column is in its range
 *
 * Every column is scaled by its public range to −1 … 1. A = XᵀX/2^k + 2^-r·I with 2^k ≥ most·n has its eigenvalues between
 * 2^-r and (columns + 1) + 2^-r, and A·β = Xᵀy/2^k is solved by Gaussian elimination. Nothing is swapped: A is positive
 * definite, so every pivot is at least 2^-r, and no element grows beyond the diagonal, 1 + 2^-r, those of Xᵀy included,
 * because yᵀy/2^k ≤ 1. Each is clamped to what it cannot exceed but for rounding: so a plan sees that nothing overflows.
 * Numbers have 20 fractional bits; tests hold coefficients of scaled columns within 2^-9 of those of doubles.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { dataFile, readTable } from "./data/table.ts";

/** Fractional bits while it is computed, and of the result. */
const BITS = 20;
const RESULT_BITS = 12;
/** Coefficients of scaled columns are cut off here. */
const LARGEST = 64;

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "the least comes before the greatest");

const schema = z.strictObject({
  /** CSV with this party's rows; "{party}" becomes the party's number. */
  file: z.string().min(1).default(dataFile("breast-cancer-wisconsin.csv")),
  ...readingArguments,
  /** block: all have the same file, and the k-th of n blocks of rows is party k's. all: a file of its own each. */
  rows: z.enum(["block", "all"]).default("block"),
  /** No party has more rows. */
  most: z.int().min(1).max(1_000_000).default(512),
  /** By column, the least and the greatest value that it can have: public. */
  features: z
    .record(z.string(), range)
    .refine((all) => {
      const count = Object.keys(all).length;
      return count >= 1 && count <= 16;
    }, "1 to 16 columns are expected")
    .default({ mean_texture: [0, 50], mean_smoothness: [0, 0.2], mean_concavity: [0, 0.5] }),
  /** The column that is explained, and its range. */
  target: z.string().min(1).default("mean_radius"),
  targetRange: range.default([0, 30]),
  /** 2^-r is added to the diagonal. */
  shrinking: z.int().min(4).max(10).default(10),
});
export type LinearRegressionArgs = z.infer<typeof schema>;

export const about: About<LinearRegressionArgs> = {
  name: "linear-regression",
  does: "fits a linear model to the rows of all parties together",
  learns: ["all parties: the coefficients and the intercept"],
  schema,
  check: (args, self, n) => void ownSums(args, self, n),
};

export default async function linearRegression(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const own = ownSums(parsed, mpc.self, mpc.n);
  const size = Object.keys(parsed.features).length + 1;
  // [A | b], row by row, of each party's rows: parts of what is within −1 … 1 in all.
  const parts = await Promise.all(
    Array.from({ length: mpc.n }, (_, owner) =>
      mpc.input(owner, [size, size + 1], owner === mpc.self ? own : null, {
        scale: BITS,
        range: [-1 / mpc.n, 1 / mpc.n],
      }),
    ),
  );
  const shrinking = 2 ** -parsed.shrinking;
  const diagonal = Array.from({ length: size * (size + 1) }, (_, k) =>
    k % (size + 2) === 0 ? shrinking : 0,
  );
  const sums = parts.reduce((sum, part) => mpc.add(sum, part));
  const solution = await solve(mpc, mpc.addPublic(sums, diagonal), shrinking);
  const scaled = await mpc.outputNumbers(await mpc.truncate(solution, BITS - RESULT_BITS));
  return inUnits(parsed, scaled);
}

/** x with A·x = b for [A | b], A symmetric with eigenvalues from `least` on and a diagonal of at most 1 + least. */
async function solve(mpc: Mpc, both: Secret, least: number): Promise<Secret> {
  const [size] = both.shape as readonly [number];
  const bound = 1 + least;
  const rows: { readonly row: Secret; readonly inverse: Secret }[] = [];
  let rest = both;
  for (let k = 0; k < size; k++) {
    // 1. The first row has the pivot; 1/pivot ≤ 1/least.
    const width = size + 1 - k;
    const first = mpc.reshape(mpc.rows(rest, 0, 1), width);
    const pivot = await mpc.clamp(mpc.rows(first, 0, 1), least, bound);
    const inverse = await mpc.reciprocal(pivot);
    rows.push({ row: mpc.rows(first, 1, width), inverse });
    if (k === size - 1) break;
    // 2. Others lose what they have of its column: r_i − (r_i0/pivot)·first. By symmetry r_i0 is in the first row, too.
    const column = mpc.reshape(mpc.rows(first, 1, size - k), [size - k - 1, 1]);
    const shares = await mpc.multiplyFixed(column, inverse);
    const lost = await mpc.multiplyFixed(shares, mpc.rows(first, 1, width));
    const below = mpc.columns(mpc.rows(rest, 1, size - k), 1, width);
    rest = await mpc.clamp(mpc.subtract(below, lost), -bound, bound);
  }
  // 3. From the last on: x_k = (b_k − Σ_j>k a_kj·x_j)/pivot.
  let found: Secret | null = null;
  for (const { row, inverse } of rows.reverse()) {
    const known = row.length - 1;
    const right = mpc.rows(row, known, known + 1);
    const left =
      found === null
        ? right
        : mpc.subtract(right, await mpc.dotFixed(mpc.rows(row, 0, known), found));
    const x = await mpc.clamp(await mpc.multiplyFixed(left, inverse), -LARGEST, LARGEST);
    found = found === null ? x : mpc.stack([x, found]);
  }
  return found!;
}

/** v scaled to −1 … 1. */
const scaledTo = ([low, high]: readonly [number, number], v: number): number =>
  (2 * v - low - high) / (high - low);

/** Coefficients of scaled columns as those of columns as they are given. */
function inUnits({ features, targetRange }: LinearRegressionArgs, scaled: readonly number[]) {
  const [low, high] = targetRange;
  const half = (high - low) / 2;
  const names = Object.keys(features);
  const coefficients = names.map((name, k) => {
    const [least, greatest] = features[name]!;
    return (scaled[k]! * 2 * half) / (greatest - least);
  });
  const middle = names.reduce((sum, name, k) => sum + scaled[k]! * scaledTo(features[name]!, 0), 0);
  return {
    coefficients: Object.fromEntries(names.map((name, k) => [name, coefficients[k]!])),
    intercept: (low + high) / 2 + half * (scaled.at(-1)! + middle),
  };
}

/** [XᵀX | Xᵀy]/2^k of own rows, row by row. The last column of X is 1. @throws UsageError. */
function ownSums(args: LinearRegressionArgs, self: number, n: number): Float64Array {
  const { file, rows, most, features, target, targetRange } = args;
  if (target in features)
    throw new UsageError(`linear-regression: argument "target": "${target}" is a feature, too`);
  const table = readTable(file, self);
  const start = (party: number) => Math.floor((table.cells.length * party) / n);
  const [from, to] = rows === "all" ? [0, table.cells.length] : [start(self), start(self + 1)];
  if (to - from < 1 || to - from > most)
    throw new UsageError(`${table.file}: ${to - from} rows; 1 to ${most} are expected ("most")`);
  const asked = [...Object.entries(features), [target, targetRange] as const];
  const [y, ...x] = asked.toReversed().map(([name, [low, high]]) => {
    const values = column(table, name, args).subarray(from, to);
    if (values.some((v) => v < low || v > high))
      throw new UsageError(
        `${table.file}: column "${name}" has a number that is not from ${low} to ${high}`,
      );
    return values.map((v) => scaledTo([low, high], v));
  });
  const ones = new Float64Array(to - from).fill(1);
  const design = [...x.reverse(), ones];
  const all = 2 ** Math.ceil(Math.log2(most * n));
  return Float64Array.from(
    design.flatMap((a) =>
      [...design, y!].map((b) => a.reduce((sum, v, k) => sum + v * b[k]!, 0) / all),
    ),
  );
}
