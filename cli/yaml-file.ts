/** Files in YAML, JSON among them: what is wrong with one is a line that names the file's line. */
import { type Alias, LineCounter, parseDocument, visit } from "yaml";
import { UsageError } from "../experiments/usage-error.ts";
import { readText } from "../host/node/read-text.ts";

/** What the file holds. @throws UsageError if it cannot be read, or if a part of it means nothing. */
export function readYaml(path: string): unknown {
  const text = readText(path);
  if (text === null) throw new UsageError(`cannot read ${path}: no such file`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => `${path} line ${lines.linePos(offset).line}`;
  // A warning is a part that is read as something else than it says: a tag that nobody knows.
  const fault = [...document.errors, ...document.warnings][0];
  if (fault !== undefined)
    throw new UsageError(`${at(fault.pos[0])}: ${inWords(fault.message, fault.code)}`, {
      cause: fault,
    });
  try {
    return document.toJS();
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    let alias: Alias | null = null;
    visit(document, {
      Alias(_, node) {
        if (node.resolve(document) !== undefined) return;
        alias = node;
        return visit.BREAK;
      },
    });
    const known = alias as Alias | null;
    const place = known?.range ? at(known.range[0]) : path;
    throw new UsageError(
      known === null
        ? `${place}: ${inWords(cause.message)}`
        : `${place}: *${known.source} refers to nothing: a text that begins with * needs quotes`,
      { cause },
    );
  }
}

/** The first line, without the library's own mention of line and column. */
const inWords = (message: string, code?: string): string =>
  code === "MULTIPLE_DOCS"
    ? 'one document is expected, and "---" begins another'
    : firstLine(message);

const firstLine = (message: string): string =>
  message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
