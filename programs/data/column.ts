/**
 * Reads columns of a table as numbers. A cell is a decimal number, or what the column's codes make of its text. A missing
 * cell (empty, NA, N/A, NaN, null, ?) is refused unless a rule says what stands for it.
 */
import { z } from "zod";
import { UsageError } from "../../host/usage-error.ts";
import { type Code, decoderOf, describeCode } from "./codes.ts";
import type { Table } from "./table.ts";

/**
 * "refuse": the first one is an error that names its line and column. "mean": that of the column's other cells.
 * A number: itself. "drop": rows in which any of the columns that are read together misses a cell are left out.
 */
export type Missing = "refuse" | "mean" | "drop" | number;

/** How the texts of a column become numbers. */
export interface Reading {
  /** "refuse" by default. */
  readonly missing?: Missing;
  /** By column: a number for each of its texts, or how its dates are written. */
  readonly codes?: Readonly<Record<string, Code>>;
}

const RULES = 'its argument "missing" may be "mean" or a number that stands for it';

/** For schemas of programs in which row k of one party's file belongs to row k of the others' files. */
export const readingArguments = {
  missing: z
    .union([z.number(), z.string()])
    .refine((rule) => rule !== "drop", {
      error:
        'other parties\' rows belong to the rows that "drop" leaves out: take them out of all files',
      abort: true,
    })
    .refine((rule) => typeof rule === "number" || rule === "refuse" || rule === "mean", {
      error: '"refuse", "mean" or a number is expected',
    })
    .transform((rule) => rule as Missing)
    .default("refuse"),
  codes: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.number())])).default({}),
};

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+(\.0*)?$/;
const MISSING = /^(na|n\/a|nan|null|\?)?$/i;

/** One column, top to bottom. @throws UsageError if there is none of that name, or for a cell. */
export const column = (table: Table, name: string, reading: Reading = {}): Float64Array =>
  columns(table, [name], reading)[0]!;

/** Several, read together: with "drop" all lose the same rows. @throws UsageError as `column`. */
export const columns = (
  table: Table,
  names: readonly string[],
  reading: Reading = {},
): Float64Array[] => read(table, names, reading).values;

/** As `column`, but every value must be an integer in [low, high]. A mean is rounded to one. */
export function integerColumn(
  table: Table,
  name: string,
  low: number,
  high: number,
  reading: Reading = {},
): Float64Array {
  const { values, rows } = read(table, [name], reading);
  const at = table.names.indexOf(name);
  const given = (k: number) => table.cells[rows[k]!]![at]!;
  const filled = (k: number) => isMissing(given(k));
  const own = values[0]!.map((v, k) =>
    reading.missing === "mean" && filled(k) ? Math.round(v) : v,
  );
  // 1e3 is more likely a mistake of the program that wrote it than a thousand.
  const loose = (k: number) => DECIMAL.test(given(k)) && !INTEGER.test(given(k));
  const bad = own.findIndex((v, k) => !Number.isInteger(v) || loose(k) || v < low || v > high);
  if (bad >= 0)
    throw new UsageError(
      `${placeOf(table, rows[bad]!, name)}: ${filled(bad) ? own[bad] : given(bad)} is not an integer from ${low} to ${high}`,
    );
  return own;
}

const isMissing = (cell: string): boolean => MISSING.test(cell);
const placeOf = ({ file, lines }: Table, row: number, name: string): string =>
  `${file} line ${lines[row]}, column "${name}"`;

/** Column by column, and the rows of the table that are left. */
function read(table: Table, names: readonly string[], { missing = "refuse", codes }: Reading) {
  if (typeof missing === "number" && !Number.isFinite(missing))
    throw new UsageError(`missing: ${missing} stands for nothing: a finite number is expected`);
  const all = names.map((name) => numbersOf(table, name, codes?.[name]));
  let rows = table.cells.map((_, row) => row);
  if (missing === "drop") {
    rows = rows.filter((row) => all.every((values) => !Number.isNaN(values[row]!)));
    if (rows.length === 0)
      throw new UsageError(`${table.file}: no row has all of ${names.join(", ")}`);
    return { rows, values: all.map((values) => Float64Array.from(rows, (row) => values[row]!)) };
  }
  const first = rows.find((row) => all.some((values) => Number.isNaN(values[row]!)));
  if (first !== undefined && missing === "refuse") {
    const name = names[all.findIndex((values) => Number.isNaN(values[first]!))]!;
    const cell = table.cells[first]![table.names.indexOf(name)]!;
    const what = cell === "" ? "the cell is empty" : `the cell is missing ("${cell}")`;
    throw new UsageError(`${placeOf(table, first, name)}: ${what}; ${RULES}`);
  }
  const values = all.map((own, k) => {
    const present = own.filter((v) => !Number.isNaN(v));
    if (present.length === own.length) return own;
    if (missing === "mean" && present.length === 0)
      throw new UsageError(`${table.file}: column "${names[k]}" is empty, and has no mean`);
    const mean = present.reduce((sum, v) => sum + v, 0) / present.length;
    const stands = missing === "mean" ? mean : (missing as number);
    return own.map((v) => (Number.isNaN(v) ? stands : v));
  });
  return { rows, values };
}

/** NaN if the cell is missing. A code wins, even for a text that stands for "missing" elsewhere. */
function numbersOf(table: Table, name: string, code: Code | undefined): Float64Array {
  const at = table.names.indexOf(name);
  if (name === "" || at < 0) {
    const named = table.names.filter((known) => known !== "");
    const more = named.length > 6 ? `, … (${named.length} in all)` : "";
    throw new UsageError(
      `${table.file}: no column "${name}"; it has ${named.slice(0, 6).join(", ")}${more}`,
    );
  }
  const decode = code === undefined ? null : decoderOf(name, code);
  return Float64Array.from(table.cells, (cells, row) => {
    const cell = cells[at]!;
    const known = decode?.(cell) ?? null;
    if (known !== null) return known;
    if (isMissing(cell)) return Number.NaN;
    const value = decode === null && DECIMAL.test(cell) ? Number(cell) : Number.NaN;
    if (!Number.isFinite(value))
      throw new UsageError(
        `${placeOf(table, row, name)}: "${cell}" is ${whatElse(name, cell, code)}`,
      );
    return value;
  });
}

/** Some programs take it as an argument; others give it themselves. */
const CODES = `"codes" (an argument of the program, or else an option of column)`;

function whatElse(name: string, cell: string, code: Code | undefined): string {
  if (code !== undefined) return describeCode(code);
  if (/^[+-]?\d+,\d+$/.test(cell)) return "not a number: a decimal point is expected, not a comma";
  if (/^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/.test(cell))
    return `not a number; ${CODES} says how dates are written: {"${name}": "YYYY-MM-DD"}`;
  if (/^\p{L}[\p{L}\d _-]{0,30}$/u.test(cell) && !/^[+-]?inf/i.test(cell))
    return `not a number; ${CODES} has numbers for texts: {"${name}": {"${cell}": 1}}`;
  return "not a number";
}
