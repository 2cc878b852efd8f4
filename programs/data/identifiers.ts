/** Reads a set of identifiers, such as names or numbers of customers, as integers that two parties can compare. */
import { hash } from "../../crypto/hash.ts";
import { portable } from "../../crypto/suite.ts";
import { UsageError } from "../../host/usage-error.ts";
import { integerColumn } from "./column.ts";
import type { Table } from "./table.ts";

/** Bits of an identifier. */
export const IDENTIFIER_BITS = 50;
const GREATEST = 2 ** IDENTIFIER_BITS - 1;

/** The first 50 bits of a hash of the text. Two texts meet by chance with probability 2^-50. */
export function identifierOf(text: string): number {
  const bytes = hash(portable, "spdz-lab/identifier/v1", text);
  // Six bytes and two bits of the seventh.
  const low = bytes.subarray(0, 6).reduceRight((sum, byte) => sum * 256 + byte, 0);
  return low + (bytes[6]! % 4) * 2 ** 48;
}

/**
 * A column as a set. "text": each cell is hashed as it is written. "integer": each is a number below 2^50.
 * @throws UsageError for a cell that is none, and for the line of one that was there before.
 */
export function identifiers(
  table: Table,
  name: string,
  as: "text" | "integer",
): Float64Array<ArrayBuffer> {
  const at = table.names.indexOf(name);
  const own =
    as === "integer" || at < 0
      ? Float64Array.from(integerColumn(table, name, 0, GREATEST))
      : Float64Array.from(table.cells, (row) => identifierOf(row[at]!));
  const first = new Map<number, number>();
  own.forEach((id, row) => {
    const before = first.get(id);
    if (before !== undefined)
      throw new UsageError(
        `${table.file} line ${table.lines[row]}, column "${name}": the same as line ${table.lines[before]}; a set is expected`,
      );
    first.set(id, row);
  });
  const empty = as === "text" ? table.cells.findIndex((row) => row[at] === "") : -1;
  if (empty >= 0)
    throw new UsageError(
      `${table.file} line ${table.lines[empty]}, column "${name}": the cell is empty`,
    );
  return own;
}
