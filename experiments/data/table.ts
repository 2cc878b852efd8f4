/** Tables of numbers from CSV files: a header of unique names, then one row of numbers per line. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
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
  let text: string;
  try {
    text = readFileSync(place, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UsageError(
      `cannot read ${place}: ${code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : code}`,
    );
  }
  const [header, ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = header!.split(",").map((name) => name.trim());
  if (names.some((name) => name === ""))
    throw new UsageError(`${file}: the header has an empty name`);
  if (new Set(names).size !== names.length)
    throw new UsageError(`${file}: the header names a column twice`);
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw new UsageError(`${file}: no rows below the header`);
  const cells = lines.map((line, row) => {
    const values = line.split(",");
    if (values.length !== names.length)
      throw new UsageError(`${file} line ${row + 2}: ${values.length} cells, not ${names.length}`);
    return values;
  });
  return { file, names, cells };
}

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
    const value = cell === "" ? Number.NaN : Number(cell);
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
  const bad = values.findIndex((v) => !Number.isInteger(v) || v < low || v > high);
  if (bad >= 0)
    throw new UsageError(
      `${table.file} line ${bad + 2}, column "${name}": ${values[bad]} is not an integer from ${low} to ${high}`,
    );
  return values;
}
