/** Files in YAML, which includes JSON. An error is one line that names the line of the file. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { readText } from "../../host/node/read-text.ts";
import { UsageError } from "../../host/usage-error.ts";
import { assertHeld } from "../../online/value.ts";

export interface YamlFile {
  readonly path: string;
  /** The file, byte for byte, as far as it is text. */
  readonly text: string;
  /** The content. */
  readonly value: unknown;
  /** The line, from 1 on, of the key at `place`, or of the last key on the way there that exists. */
  lineOf(place: readonly PropertyKey[]): number;
}

/** The content of the file. @throws UsageError if it cannot be read, or if a part of it means nothing. */
export const readYaml = (path: string): unknown => readYamlFile(path).value;

/** The same, with its lines. @throws UsageError as readYaml. */
export function readYamlFile(path: string): YamlFile {
  const text = readText(path);
  if (text === null) throw new UsageError(`cannot read ${path}: no such file`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => `${path} line ${lines.linePos(offset).line}`;
  // A warning says that a part was read as something else than it says, for example an unknown tag.
  const fault = [...document.errors, ...document.warnings][0];
  if (fault !== undefined)
    throw new UsageError(`${at(fault.pos[0])}: ${inWords(fault.message, fault.code)}`, {
      cause: fault,
    });
  visit(document, {
    Scalar(_, { value, source, range }) {
      if (typeof value === "number" && source !== undefined)
        try {
          assertHeld(source, value);
        } catch (cause) {
          throw new UsageError(`${at(range?.[0] ?? 0)}: ${(cause as Error).message}`, { cause });
        }
    },
  });
  const lineOf = (place: readonly PropertyKey[]) =>
    lines.linePos(offsetOf(document, place)).line || 1;
  try {
    return { path, text, value: document.toJS() as unknown, lineOf };
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

function offsetOf(document: Document.Parsed, place: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const step of place) {
    if (isAlias(node)) node = node.resolve(document);
    let next: { key: unknown; value: unknown } | undefined;
    if (isMap(node))
      next = node.items.find(
        ({ key }) => (isScalar(key) ? String(key.value) : "") === String(step),
      );
    else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      next = item === undefined ? undefined : { key: item, value: item };
    }
    if (next === undefined) break;
    offset = isNode(next.key) ? ((next.key as Node).range?.[0] ?? offset) : offset;
    node = next.value;
  }
  return offset;
}

/** The first line of a message, without the line and column that the library appends. */
const inWords = (message: string, code?: string): string =>
  code === "MULTIPLE_DOCS"
    ? 'one document is expected, and "---" begins another'
    : firstLine(message);

const firstLine = (message: string): string =>
  message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
