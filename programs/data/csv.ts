/**
 * The grammar of CSV (RFC 4180, as R, pandas and spreadsheets write it). Cells stand between commas, or between semicolons
 * or tabs where the header has no comma. A cell in quotes may hold those, line ends, and doubled quotes. White space around
 * a cell does not belong to it. It is our own: messages need the line of each record, which libraries do not give, and a
 * line without a quote is one call of split here.
 */
import { UsageError } from "../../host/usage-error.ts";

export interface Records {
  /** Row by row, the header first. */
  readonly cells: readonly (readonly string[])[];
  /** The line, from 1 on, at which each begins. */
  readonly lines: readonly number[];
}

const SEPARATORS = [",", ";", "\t"];

/** Empty lines at the end are no records. @throws UsageError naming `file` and the line. */
export function parseCsv(text: string, file: string): Records {
  const lines = text.split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const separator = separatorOf(lines[0] ?? "");
  const cells: string[][] = [];
  const starts: number[] = [];
  for (let at = 0; at < lines.length; ) {
    starts.push(at + 1);
    const line = lines[at]!;
    if (line.includes('"')) {
      const record = quotedRecord(lines, at, separator, file);
      cells.push(record.cells);
      at = record.next;
    } else {
      assertLine(line, at, file);
      cells.push(line.split(separator).map((cell) => cell.trim()));
      at++;
    }
  }
  return { cells, lines: starts };
}

/** The first kind that stands in the header outside of quotes. */
function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  return SEPARATORS.find((separator) => bare.includes(separator)) ?? ",";
}

/** From line `at` on: a cell in quotes may go on in the next. */
function quotedRecord(lines: readonly string[], at: number, separator: string, file: string) {
  const cells: string[] = [];
  let line = lines[at]!;
  let next = at + 1;
  for (let from = 0; ; ) {
    while (line[from] === " ") from++;
    if (line[from] !== '"') {
      const end = line.indexOf(separator, from);
      const cell = line.slice(from, end < 0 ? undefined : end);
      assertLine(cell, next - 1, file);
      cells.push(cell.trim());
      if (end < 0) return { cells, next };
      from = end + 1;
      continue;
    }
    let cell = "";
    for (from++; ; ) {
      const quote = line.indexOf('"', from);
      if (quote < 0) {
        if (next === lines.length)
          throw new UsageError(`${file} line ${at + 1}: a cell's quote is opened and never closed`);
        cell += `${line.slice(from)}\n`;
        line = lines[next++]!;
        from = 0;
      } else if (line[quote + 1] === '"') {
        cell += line.slice(from, quote + 1);
        from = quote + 2;
      } else {
        cell += line.slice(from, quote);
        from = quote + 1;
        break;
      }
    }
    cells.push(cell.trim());
    while (line[from] === " ") from++;
    if (from >= line.length) return { cells, next };
    if (line[from] !== separator)
      throw new UsageError(
        `${file} line ${next}: something stands behind a cell's closing quote: quotes within a cell are doubled`,
      );
    from++;
  }
}

function assertLine(text: string, at: number, file: string): void {
  if (text.includes("\r"))
    throw new UsageError(
      `${file}: its lines end as on an old Macintosh, from line ${at + 1} on: save it with LF or CR LF`,
    );
}
