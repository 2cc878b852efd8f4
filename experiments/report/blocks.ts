/** A report before it is Markdown or HTML: both show the same. All text is plain; writing it out escapes it. */

export interface Column {
  readonly head: string;
  readonly numeric?: boolean;
  /** Sentences: not to be squeezed into a few characters. */
  readonly roomy?: boolean;
}

export interface Table {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A vega-lite specification without theme. */
export type Specification = Readonly<Record<string, unknown>>;

export interface Figure {
  readonly kind: "figure";
  /** Of the file under figures/, without extension: [a-zA-Z0-9-]+. */
  readonly name: string;
  readonly title: string;
  /** What has to be said of it, labels of insecure series among it. */
  readonly caption: readonly string[];
  readonly specification: Specification;
}

export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** Set apart: what a reader must not miss. */
  | { readonly kind: "warning"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "details"; readonly summary: string; readonly blocks: readonly Block[] }
  | Table
  | Figure;

export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export const heading = (text: string, level: 2 | 3 = 2): Block => ({
  kind: "heading",
  level,
  text,
});

export const paragraph = (text: string): Block => ({ kind: "paragraph", text });

const SENTENCES = ["label", "reason", "why", "found", "rests on", "predicate", "claim", "where"];

/** Heads as "#x" are of numbers, aligned to the right. */
export const table = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  notes: readonly string[] = [],
): Table => ({
  kind: "table",
  columns: heads.map((head) =>
    head.startsWith("#")
      ? { head: head.slice(1), numeric: true }
      : { head, roomy: SENTENCES.includes(head) },
  ),
  rows,
  notes,
});

/** Those of a kind, within details too. */
export const figuresOf = (blocks: readonly Block[]): readonly Figure[] =>
  blocks.flatMap((block) => {
    if (block.kind === "figure") return [block];
    return block.kind === "details" ? figuresOf(block.blocks) : [];
  });
