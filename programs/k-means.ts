/**
 * Parties hold points. They find the centres of clusters of all points together, with Lloyd's algorithm.
 *
 *   input    every party its points
 *   public   how many points each party has, and the centres that the algorithm begins with
 *   learned  by all: the centres after the last round, to 2^-bits of the range
 *   hidden   everything else: points, which centre a point is next to, how many are next to each, and centres on the way
 *   trusted  a party's points are its own business, and in their range
 *
 * Every column is scaled by its public range to 0 … 1. In each round a point goes to the centre with the least |c|² − 2x·c,
 * which is its distance less |x|², the first of equal ones. A centre becomes the mean of its points. One without points
 * stays where it is. Numbers have 16 fractional bits; a mean is off by less than 2^-11 for 4096 points, less for fewer. A
 * point that is as near to two centres but for that may go to either.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { invented } from "./data/invented.ts";
import { readTable } from "./data/table.ts";

/** Fractional bits of points, and of what a mean is divided with. */
const POINT_BITS = 16;
const INVERSE_BITS = 24;

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "the least comes before the greatest");
const ofPoints = z.record(z.string(), range).refine((all) => {
  const count = Object.keys(all).length;
  return count >= 1 && count <= 32;
}, "1 to 32 columns are expected");

const schema = z.strictObject({
  /** Of each party. */
  points: z.int().min(1).max(2048).default(10),
  /** CSV with this party's points; "{party}" becomes the party's number. Without one points are made up. */
  file: z.string().min(1).optional(),
  ...readingArguments,
  /** By column, the least and the greatest value that it can have: public. */
  columns: ofPoints.default({ x: [0, 100], y: [0, 100] }),
  /** To begin with: a value of each column, in order, for each centre. */
  start: z
    .array(z.array(z.number()).min(1))
    .min(2)
    .max(64)
    .default([
      [25, 25],
      [50, 50],
      [75, 75],
    ]),
  iterations: z.int().min(1).max(50).default(3),
  /** Fractional bits of centres that are opened. */
  bits: z.int().min(4).max(POINT_BITS).default(10),
  /** Of points that are made up. */
  seed: z.int().min(0).max(0xffffffff).default(1),
});
export type KMeansArgs = z.infer<typeof schema>;

export const about: About<KMeansArgs> = {
  name: "k-means",
  does: "finds the centres of clusters of all parties' points",
  learns: ["all parties: the centres after the last iteration"],
  schema,
  check: (args, self, n) => void ownPoints(args, self, n),
};

export default async function kMeans(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { points, columns, start, iterations, bits } = parsed;
  const own = ownPoints(parsed, mpc.self, mpc.n);
  const ranges = Object.values(columns);
  const unit = { scale: POINT_BITS, range: [0, 1] as const };
  const parts = Array.from({ length: mpc.n }, (_, owner) =>
    mpc.input(owner, [points, ranges.length], owner === mpc.self ? own : null, unit),
  );
  const all = mpc.stack(await Promise.all(parts));
  const first = start.flatMap((centre) => centre.map((v, k) => scaledTo(ranges[k]!, v)));
  let centres = mpc.constant(first, [start.length, ranges.length], unit);
  for (let k = 0; k < iterations; k++) centres = await moved(mpc, all, centres);
  const cut = POINT_BITS - bits;
  const opened = await mpc.outputNumbers(
    cut === 0 ? centres : await mpc.truncate(centres, cut, { rounding: "nearest" }),
  );
  const width = ranges.length;
  return {
    centres: start.map((_, c) =>
      ranges.map(([low, high], k) => low + opened[c * width + k]! * (high - low)),
    ),
  };
}

/** One iteration: points × columns and centres × columns give centres × columns. */
async function moved(mpc: Mpc, points: Secret, centres: Secret): Promise<Secret> {
  const [count] = centres.shape as readonly [number];
  const [squares, products] = await Promise.all([
    mpc.square(centres),
    mpc.matrixProduct(points, mpc.transpose(centres)),
  ]);
  const distance = mpc.subtract(mpc.sum(squares, 1), mpc.multiplyPublic(products, 2, 0));
  // A row for each point: 1 at its centre.
  const nearest = await mpc.oneHot(await mpc.argmin(distance, 1), count);
  const sizes = mpc.reshape(mpc.sum(nearest, 0), [count, 1]);
  const one = mpc.constant([1], [], { range: [1, 1] });
  const [sums, divisor, empty] = await Promise.all([
    mpc.matrixProduct(mpc.transpose(nearest), points),
    mpc.maximum(sizes, one),
    mpc.lessThan(sizes, one),
  ]);
  const inverse = await mpc.reciprocal(mpc.scaleUp(divisor, INVERSE_BITS));
  const product = await mpc.multiply(sums, inverse);
  const means = await mpc.truncateExact(product, INVERSE_BITS);
  // A mean of numbers from 0 to 1, and perhaps a bit more by rounding.
  return mpc.select(empty, centres, await mpc.clamp(means, 0, 1));
}

const scaledTo = ([low, high]: readonly [number, number], v: number): number =>
  (v - low) / (high - low);

/** points × columns, from 0 to 1. @throws UsageError. */
function ownPoints(args: KMeansArgs, self: number, n: number): Float64Array {
  const { points, file, columns, start } = args;
  const names = Object.keys(columns);
  if (points * n > 4096)
    throw new UsageError(`k-means: argument "points": more than 4096 points of ${n} parties`);
  start.forEach((centre, c) => {
    const inside = (v: number, k: number) => {
      const [low, high] = columns[names[k]!]!;
      return v >= low && v <= high;
    };
    if (centre.length !== names.length || !centre.every(inside))
      throw new UsageError(
        `k-means: argument "start.${c}": a number in the range of each of ${names.join(", ")} is expected`,
      );
  });
  const given = file === undefined ? examplePoints(args, self) : pointsOf(args, file, self);
  return Float64Array.from(
    { length: points * names.length },
    (_, j) => given[j % names.length]![Math.floor(j / names.length)]!,
  );
}

function pointsOf(args: KMeansArgs, file: string, self: number): Float64Array[] {
  const table = readTable(file, self);
  return Object.entries(args.columns).map(([name, [low, high]]) => {
    const values = column(table, name, args);
    if (values.length !== args.points)
      throw new UsageError(
        `k-means: argument "file": ${values.length} rows, "points" says ${args.points}`,
      );
    if (values.some((v) => v < low || v > high))
      throw new UsageError(
        `${table.file}: column "${name}" has a number that is not from ${low} to ${high}`,
      );
    return values.map((v) => scaledTo([low, high], v));
  });
}

/** Column by column, from 0 to 1: point j lies within 1/8 of the (j mod 3)-th of three places on the diagonal. */
export function examplePoints(
  { points, columns, seed }: Pick<KMeansArgs, "points" | "columns" | "seed">,
  party: number,
): Float64Array[] {
  return Object.keys(columns).map((name) =>
    Float64Array.from(
      invented(`k-means ${name} P${party}`, seed, 1024, points),
      (v, j) => PLACES[j % PLACES.length]! + (v - 512) / 4096,
    ),
  );
}

/** Of the middles of clusters that are made up. */
export const PLACES = [0.125, 0.5, 0.8125];
