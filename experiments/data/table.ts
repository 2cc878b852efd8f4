/** Tables of numbers from CSV files: a header of unique names, then one row of decimal numbers per line. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { whyUnreadable } from "../../host/node/read-text.ts";
import { UsageError } from "../usage-error.ts";

export interface Table {
  /** For messages. */
  readonly file: string;
  readonly names: readonly string[];
  /** As written, row by row. */
  readonly cells: readonly (readonly string[])[];
}

/** A file of this folder that programs use unless told otherwise. */
export const dataFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Reads at once, so that a program loads before its first secure operation. "{party}" in the path stands for
 * the party's number: parties may agree on one argument and hold a file each.
 * @throws UsageError if the file cannot be read or is not a table.
 */
export function readTable(path: string, party: number): Table {
  const place = path.replaceAll("{party}", String(party));
  const file = basename(place);
  const text = textOf(place, file);
  const [header, ...lines] = text.split(/\r?\n/);
  const names = cellsOf(header!);
  if (names.some((name) => name === ""))
    throw new UsageError(`${file}: the header has an empty name`);
  if (new Set(names).size !== names.length)
    throw new UsageError(`${file}: the header names a column twice`);
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw new UsageError(`${file}: no rows below the header`);
  const cells = lines.map((line, row) => {
    const values = cellsOf(line);
    if (values.length !== names.length)
      throw new UsageError(`${file} line ${row + 2}: ${values.length} cells, not ${names.length}`);
    return values;
  });
  return { file, names, cells };
}

/** @throws UsageError if it cannot be read, or is not text of lines in UTF-8. */
function textOf(place: string, file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(place);
  } catch (cause) {
    const why = whyUnreadable((cause as NodeJS.ErrnoException).code);
    throw new UsageError(`cannot read ${place}: ${why}`, { cause });
  }
  // UTF-16 has a zero in every other byte of what a table holds.
  if (bytes.includes(0))
    throw new UsageError(`${file}: UTF-8 is expected: perhaps it was saved as UTF-16, "Unicode"`);
  const text = new TextDecoder().decode(bytes);
  if (/\r(?!\n)/.test(text))
    throw new UsageError(`${file}: its lines end as on an old Macintosh: save it with LF or CR LF`);
  return text;
}

/** Of one line; around a cell quotes are left out. A comma between them would be one of two cells. */
const cellsOf = (line: string): string[] =>
  line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * One column, top to bottom.
 * @throws UsageError if there is no such column or a cell is not a finite number.
 */
export function column(table: Table, name: string): Float64Array {
  const at = table.names.indexOf(name);
  if (at < 0) {
    const some = table.names.slice(0, 6).join(", ");
    const more = table.names.length > 6 ? `, … (${table.names.length} in all)` : "";
    throw new UsageError(`${table.file}: no column "${name}"; it has ${some}${more}`);
  }
  return Float64Array.from(table.cells, (row, j) => {
    const cell = row[at]!.trim();
    const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
    if (!Number.isFinite(value))
      throw new UsageError(
        `${table.file} line ${j + 2}, column "${name}": "${cell}" is not a number`,
      );
    return value;
  });
}

/** As `column`; besides, every value must be an integer in [low, high]. */
export function integerColumn(table: Table, name: string, low: number, high: number): Float64Array {
  const values = column(table, name);
  const at = table.names.indexOf(name);
  const plain = (row: number) => /^[+-]?\d+(\.0*)?$/.test(table.cells[row]![at]!.trim());
  // 1e3 and 0x10 are more likely a mistake of the program that wrote them than a thousand and sixteen.
  const bad = values.findIndex((v, row) => !plain(row) || v < low || v > high);
  if (bad >= 0)
    throw new UsageError(
      `${table.file} line ${bad + 2}, column "${name}": ${table.cells[bad]![at]} is not an integer from ${low} to ${high}`,
    );
  return values;
}
