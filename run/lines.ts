/** The lines that a process writes: however long one is, it is never held as a whole. */
import type { Readable } from "node:stream";

/** LOCAL: characters; a longer line comes in pieces of so many. */
const MAX_LINE = 2000;

export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) for (const piece of pieces(line)) onLine(piece);
    const long = pieces(rest);
    rest = long.pop()!;
    for (const piece of long) onLine(piece);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
    rest = "";
  });
}

/** At least one. */
function pieces(line: string): string[] {
  const cut: string[] = [];
  let from = 0;
  for (; line.length - from > MAX_LINE; from += MAX_LINE)
    cut.push(line.slice(from, from + MAX_LINE));
  return [...cut, line.slice(from)];
}
