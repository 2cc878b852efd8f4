/** A report before it becomes Markdown or HTML, which show the same. All text is plain; the writers escape it. */

export interface Column {
  readonly head: string;
  readonly numeric?: boolean;
  /** The column has sentences, and must not be too narrow. */
  readonly roomy?: boolean;
}

export interface Table {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A vega-lite specification without a theme. */
export type Specification = Readonly<Record<string, unknown>>;

export interface Figure {
  readonly kind: "figure";
  /** The name of the file under figures/, without extension: [a-zA-Z0-9-]+. */
  readonly name: string;
  readonly title: string;
  /** Sentences that explain the figure, with the labels of insecure series. */
  readonly caption: readonly string[];
  readonly specification: Specification;
}

export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** Shown apart, because a reader must not miss it. */
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

/** A column with a head like "#x" has numbers, which are aligned to the right. */
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

/** All figures, those within details too. */
export const figuresOf = (blocks: readonly Block[]): readonly Figure[] =>
  blocks.flatMap((block) => {
    if (block.kind === "figure") return [block];
    return block.kind === "details" ? figuresOf(block.blocks) : [];
  });
