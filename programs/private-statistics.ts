/**
 * Parties hold rows of the same columns, say patients of several hospitals. They describe all rows together.
 *
 *   input    every party, of its own rows: how many they are, for each column the sum, the least and the greatest value and
 *            how many values lie between the cuts, for each two columns the sum of products
 *   learned  by all: the number of rows, and of each column the mean, the variance, the least and the greatest value and
 *            the histogram; of each two columns the covariance, and so their correlation; of each quantile the cell of a
 *            public grid in which it lies
 *   hidden   the same of any party's rows alone, how many it has included. (With two parties each can subtract its own.)
 *   trusted  a party's rows are its own business; so are sums that it makes of them
 *
 * Parties add up their own rows before they share anything, so the size of their tables costs nothing. Values are rounded
 * to 2^-bits and computed with as integers. What is opened is exact: N, Σx, N·Σxy − Σx·Σy, the ends, the counts. Means,
 * variances and correlations are made of that, and say no less. For quantiles parties share how many values are in each
 * cell of a grid. These are not opened: q·N is compared with all sums of first cells, and the number of lesser ones is the
 * cell.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Secret } from "../online/values.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { dataFile, readTable } from "./data/table.ts";

const cuts = z
  .array(z.number())
  .min(1)
  .max(1000)
  .refine((list) => list.every((c, i) => i === 0 || list[i - 1]! < c), "must increase");

const grid = z
  .tuple([z.number(), z.number(), z.int().min(1).max(10_000)])
  .refine(([low, high]) => low < high, "the least comes before the greatest");

const schema = z.strictObject({
  /** CSV with this party's rows; "{party}" becomes the party's number. */
  file: z.string().min(1).default(dataFile("breast-cancer-wisconsin.csv")),
  ...readingArguments,
  /** block: all have the same file, and the k-th of n blocks of rows is party k's. all: a file of its own each. */
  rows: z.enum(["block", "all"]).default("block"),
  /** No party has more rows. */
  most: z.int().min(1).max(10_000_000).default(1000),
  columns: z
    .array(z.string().min(1))
    .min(1)
    .max(64)
    .refine((names) => new Set(names).size === names.length, "each once")
    .default(["mean_radius", "mean_texture", "benign"]),
  /** Fractional bits that are kept of a value. */
  bits: z.int().min(0).max(20).default(8),
  /** No value of the columns has a larger magnitude. */
  largest: z
    .number()
    .positive()
    .max(2 ** 40)
    .default(64),
  /** For some of the columns: intervals of their histograms, v < c_0, c_0 ≤ v < c_1, … */
  cuts: z.record(z.string(), cuts).default({ mean_radius: [10, 12, 14, 16, 20] }),
  /** In thousandths. */
  quantiles: z.array(z.int().min(1).max(999)).max(20).default([250, 500, 750]),
  /** For some of the columns: the cells in which quantiles are found, so many from `low` to `high`. */
  grids: z.record(z.string(), grid).default({ mean_radius: [0, 32, 64] }),
});
export type PrivateStatisticsArgs = z.infer<typeof schema>;

export const about: About<PrivateStatisticsArgs> = {
  name: "private-statistics",
  does: "describes the rows of all parties together: means, variances, ends, histograms, quantiles, correlations",
  learns: ["all parties: these statistics of all rows, and how many rows there are"],
  schema,
  check: (args, self, n) => void ownSums(args, self, n),
};

export default async function privateStatistics(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { columns, most, bits } = parsed;
  const own = ownSums(parsed, mpc.self, mpc.n);
  const width = columns.length;
  const bins = Object.values(parsed.cuts).reduce((sum, list) => sum + list.length + 1, 0);
  const bound = Math.ceil(parsed.largest * 2 ** bits);
  const shared = (count: number, values: keyof typeof own, range: readonly [number, number]) =>
    Promise.all(
      Array.from({ length: mpc.n }, (_, owner) =>
        mpc.input(owner, count, owner === mpc.self ? own[values] : null, { range }),
      ),
    );
  const total = async (...of: Parameters<typeof shared>) =>
    (await shared(...of)).reduce((sum, part) => mpc.add(sum, part));
  const pairs = pairsOf(width);
  const grids = Object.values(parsed.grids).map(([, , size]) => size);
  const [rows, sums, products, counts, cells, least, greatest] = await Promise.all([
    total(1, "rows", [0, most]),
    total(width, "sums", [-most * bound, most * bound]),
    total(pairs.length, "products", [-most * bound ** 2, most * bound ** 2]),
    total(bins, "counts", [0, most]),
    total(
      grids.reduce((sum, size) => sum + size, 0),
      "cells",
      [0, most],
    ),
    shared(width, "least", [-bound, bound]),
    shared(width, "greatest", [-bound, bound]),
  ]);
  const byParty = (parts: typeof least) => mpc.reshape(mpc.stack(parts), [mpc.n, width]);
  const side = (of: 0 | 1) =>
    mpc.gather(
      sums,
      pairs.map((pair) => pair[of]),
    );
  const [scaled, squared, low, high, quantiles] = await Promise.all([
    mpc.multiply(rows, products),
    mpc.multiply(side(0), side(1)),
    mpc.min(byParty(least), 0),
    mpc.max(byParty(greatest), 0),
    cellsOfQuantiles(mpc, rows, cells, grids, parsed.quantiles),
  ]);
  const opened = await mpc.output(
    mpc.stack([rows, sums, mpc.subtract(scaled, squared), low, high, counts, ...quantiles]),
  );
  return described(parsed, opened.map(Number));
}

/** For each grid, and each quantile in thousandths, how many cells are below that of the ⌈q·N⌉-th value. */
async function cellsOfQuantiles(
  mpc: Mpc,
  rows: Secret,
  cells: Secret,
  grids: readonly number[],
  quantiles: readonly number[],
): Promise<readonly Secret[]> {
  if (quantiles.length === 0) return [];
  const wanted = mpc.multiplyPublic(mpc.broadcastTo(rows, [quantiles.length, 1]), quantiles, 0);
  let at = 0;
  return Promise.all(
    grids.map(async (size) => {
      at += size;
      const first = mpc.cumulativeSum(mpc.rows(cells, at - size, at));
      return mpc.sum(await mpc.lessThan(mpc.multiplyPublic(first, 1000, 0), wanted), 1);
    }),
  );
}

/** Of so many columns, each with itself and with those after it. */
const pairsOf = (width: number): (readonly [number, number])[] =>
  Array.from({ length: width }, (_, i) =>
    Array.from({ length: width - i }, (_, k) => [i, i + k] as const),
  ).flat();

/** What is said of the opened integers, in the units of the data. */
function described(args: PrivateStatisticsArgs, opened: readonly number[]) {
  const { columns, bits, cuts, grids, quantiles } = args;
  const width = columns.length;
  const pairs = pairsOf(width);
  let at = 0;
  const next = (count: number) => {
    at += count;
    return opened.slice(at - count, at);
  };
  const [rows] = next(1) as [number];
  const [sums, products, low, high] = [width, pairs.length, width, width].map(next);
  const unit = 2 ** bits;
  // Of a sample: N − 1. A single row has none.
  const covariances = new Map(
    pairs.map((pair, k) => [
      pair.join(),
      rows < 2 ? null : products![k]! / (rows * (rows - 1)) / unit ** 2,
    ]),
  );
  const covariance = (i: number, j: number) =>
    covariances.get([Math.min(i, j), Math.max(i, j)].join()) ?? null;
  const correlation = (i: number, j: number) => {
    const both = Math.sqrt((covariance(i, i) ?? 0) * (covariance(j, j) ?? 0));
    return both === 0 ? null : covariance(i, j)! / both;
  };
  return {
    rows,
    columns: Object.fromEntries(
      columns.map((name, i) => [
        name,
        {
          mean: sums![i]! / rows / unit,
          variance: covariance(i, i),
          least: low![i]! / unit,
          greatest: high![i]! / unit,
        },
      ]),
    ),
    histograms: Object.fromEntries(
      Object.entries(cuts).map(([name, list]) => [name, next(list.length + 1)]),
    ),
    quantiles: Object.fromEntries(
      Object.entries(grids).map(([name, [least, greatest, size]]) => {
        const edge = (cell: number) => least + ((greatest - least) * cell) / size;
        return [name, next(quantiles.length).map((cell) => [edge(cell), edge(cell + 1)])];
      }),
    ),
    correlations: columns.map((_, i) => columns.map((_, j) => correlation(i, j))),
  };
}

/** @throws UsageError. */
function ownSums(args: PrivateStatisticsArgs, self: number, n: number) {
  const { file, rows: which, most, columns: names, bits, largest } = args;
  for (const key of ["cuts", "grids"] as const) {
    const unknown = Object.keys(args[key]).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `private-statistics: argument "${key}": no column "${unknown}" is asked for`,
      );
  }
  const table = readTable(file, self);
  const blockOf = (values: Float64Array) => {
    if (which === "all") return values;
    const start = (party: number) => Math.floor((values.length * party) / n);
    return values.subarray(start(self), start(self + 1));
  };
  const given = names.map((name) => blockOf(column(table, name, args)));
  const count = given[0]!.length;
  if (count === 0 || count > most)
    throw new UsageError(`${table.file}: ${count} rows; 1 to ${most} are expected ("most")`);
  const beyond = given.findIndex((values) => values.some((v) => Math.abs(v) > largest));
  if (beyond >= 0)
    throw new UsageError(
      `${table.file}: column "${names[beyond]}" has a number beyond "largest" ${largest}`,
    );
  const raw = given.map((values) => Array.from(values, (v) => BigInt(Math.round(v * 2 ** bits))));
  const total = (list: readonly bigint[]) => list.reduce((sum, v) => sum + v, 0n);
  const end = (list: readonly bigint[], sign: bigint) =>
    list.reduce((best, v) => (sign * v > sign * best ? v : best));
  return {
    rows: [BigInt(count)],
    sums: raw.map(total),
    products: pairsOf(names.length).map(([i, j]) => total(raw[i]!.map((v, k) => v * raw[j]![k]!))),
    counts: Object.entries(args.cuts).flatMap(([name, list]) => {
      const bins = Array<bigint>(list.length + 1).fill(0n);
      for (const v of given[names.indexOf(name)]!) bins[list.filter((cut) => cut <= v).length]!++;
      return bins;
    }),
    cells: Object.entries(args.grids).flatMap(([name, [low, high, size]]) => {
      const cells = Array<bigint>(size).fill(0n);
      for (const v of given[names.indexOf(name)]!) {
        if (v < low || v >= high)
          throw new UsageError(
            `${table.file}: column "${name}" has a number outside of its grid, from ${low} to below ${high}`,
          );
        cells[Math.min(Math.floor(((v - low) / (high - low)) * size), size - 1)]!++;
      }
      return cells;
    }),
    least: raw.map((list) => end(list, -1n)),
    greatest: raw.map((list) => end(list, 1n)),
  };
}
