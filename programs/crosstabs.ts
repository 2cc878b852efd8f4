/**
 * Two parties that hold different attributes of the same people count how often each pair of categories
 * occurs, without showing anybody's attributes.
 *
 *   input    per person a row of zeros with a single 1 at its category: party `rowsFrom` for the table's rows,
 *            party `columnsFrom` for its columns
 *   learned  by all: the table of counts
 *   hidden   everything else. Small counts can single out a person: whether to publish a table is the
 *            parties' decision before they run this
 *   trusted  that each row of an input holds a single 1: a party that lies gets a wrong table, for all
 *
 * A category is the interval between two cuts in which a value lies: cuts [12, 15] make three categories,
 * v < 12, 12 ≤ v < 15 and 15 ≤ v. One matrix product; three rounds and the checks, whatever the sizes.
 */
import { z } from "zod";
import { UsageError } from "../host/usage-error.ts";
import type { Mpc } from "../operations/mpc.ts";
import { type About, parseArguments } from "./about.ts";
import { column, readingArguments } from "./data/column.ts";
import { dataFile, readTable } from "./data/table.ts";

const cuts = z
  .array(z.number())
  .min(1)
  .max(64)
  .refine((list) => list.every((c, i) => i === 0 || list[i - 1]! < c), "must increase");

const schema = z.strictObject({
  /** CSV with the party's attribute by name; "{party}" becomes the party's number. */
  file: z.string().min(1).default(dataFile("breast-cancer-wisconsin.csv")),
  ...readingArguments,
  /** People, in the same order in everybody's file. */
  people: z.int().min(1).max(1_000_000).default(569),
  rowsFrom: z.int().min(0).default(0),
  rowColumn: z.string().min(1).default("benign"),
  rowCuts: cuts.default([0.5]),
  columnsFrom: z.int().min(0).default(1),
  columnColumn: z.string().min(1).default("mean_radius"),
  columnCuts: cuts.default([10, 12, 14, 16, 20]),
});
export type CrosstabsArgs = z.infer<typeof schema>;

export const about: About<CrosstabsArgs> = {
  name: "crosstabs",
  does: "counts pairs of categories that two parties hold about the same people",
  learns: ["all parties: the table of counts"],
  schema,
  check: (args, self, n) => void ownTables(args, self, n),
};

export default async function crosstabs(mpc: Mpc, args: unknown) {
  const parsed = parseArguments(about, args);
  const { people, rowsFrom, columnsFrom, rowCuts, columnCuts } = parsed;
  const own = ownTables(parsed, mpc.self, mpc.n);
  const [rows, columns] = [rowCuts.length + 1, columnCuts.length + 1];
  const [a, b] = await Promise.all([
    mpc.input(rowsFrom, [people, rows], own.rows),
    mpc.input(columnsFrom, [people, columns], own.columns),
  ]);
  const counts = await mpc.output(await mpc.matrixProduct(mpc.transpose(a), b));
  return {
    rows: intervals(rowCuts),
    columns: intervals(columnCuts),
    counts: Array.from({ length: rows }, (_, r) =>
      counts.slice(r * columns, (r + 1) * columns).map(Number),
    ),
  };
}

/** What party `self` brings; null for what is another's. @throws UsageError. */
function ownTables(args: CrosstabsArgs, self: number, n: number) {
  const { rowsFrom, columnsFrom } = args;
  for (const [key, party] of Object.entries({ rowsFrom, columnsFrom }))
    if (party >= n)
      throw new UsageError(`crosstabs: argument "${key}": there are parties 0 … ${n - 1}`);
  const own = (from: number, name: string, at: readonly number[]) =>
    from === self ? indicators(args, self, name, at) : null;
  return {
    rows: own(rowsFrom, args.rowColumn, args.rowCuts),
    columns: own(columnsFrom, args.columnColumn, args.columnCuts),
  };
}

/** people × (cuts + 1), row-major, a single 1 per person. */
function indicators(
  args: CrosstabsArgs,
  self: number,
  name: string,
  at: readonly number[],
): Float64Array {
  const { file, people } = args;
  const table = readTable(file, self);
  const values = column(table, name, args);
  if (values.length !== people)
    throw new UsageError(`${table.file}: ${values.length} rows, not ${people} as agreed`);
  const out = new Float64Array(people * (at.length + 1));
  values.forEach((v, j) => {
    out[j * (at.length + 1) + at.filter((cut) => cut <= v).length] = 1;
  });
  return out;
}

/** "< 12", "12 … 15", "≥ 15" */
const intervals = (at: readonly number[]): string[] => [
  `< ${at[0]}`,
  ...at.slice(1).map((cut, i) => `${at[i]} … ${cut}`),
  `≥ ${at.at(-1)}`,
];
