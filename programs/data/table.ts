/** Tables from CSV files: a header of column names, then one row of cells per record, as they are written. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { whyUnreadable } from "../../host/node/read-text.ts";
import { UsageError } from "../../host/usage-error.ts";
import { parseCsv } from "./csv.ts";

/** A table of texts with named columns. */
export interface Table {
  /** For messages. */
  readonly file: string;
  /** Empty where the header has none: R and pandas leave that of row numbers out. */
  readonly names: readonly string[];
  /** As written, row by row. */
  readonly cells: readonly (readonly string[])[];
  /** The line of the file, from 1 on, at which each row begins. */
  readonly lines: readonly number[];
}

/** A file of this folder that programs use unless told otherwise. */
export const dataFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Reads synchronously, so that a program has its table before its first secure operation. "{party}" in the path stands
 * for the party's number: parties may agree on one argument and hold a file each.
 * @throws UsageError if the file cannot be read or is not a table.
 */
export function readTable(path: string, party: number): Table {
  const place = path.replaceAll("{party}", String(party));
  const file = basename(place);
  const records = parseCsv(textOf(place, file), file);
  const [names, ...cells] = records.cells;
  if (names === undefined) throw new UsageError(`${file}: it is empty: a header is expected`);
  const twice = names.find((name, at) => name !== "" && names.indexOf(name) < at);
  if (twice !== undefined)
    throw new UsageError(`${file}: the header names a column twice: "${twice}"`);
  if (cells.length === 0) throw new UsageError(`${file}: no rows below the header`);
  const lines = records.lines.slice(1);
  const ragged = cells.findIndex((row) => row.length !== names.length);
  if (ragged >= 0)
    throw new UsageError(`${file} line ${lines[ragged]}: ${shape(cells[ragged]!, names.length)}`);
  return { file, names, cells, lines };
}

function shape(row: readonly string[], wanted: number): string {
  if (row.length === 1 && row[0] === "") return "an empty line between rows";
  return `${row.length} ${row.length === 1 ? "cell" : "cells"}, not ${wanted} as in the header`;
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
  // In UTF-16 every other byte of a table is zero.
  if (bytes.includes(0))
    throw new UsageError(`${file}: UTF-8 is expected: perhaps it was saved as UTF-16, "Unicode"`);
  return new TextDecoder().decode(bytes);
}
