/** report.md has the tables; figures are files beside it. */
import type { Block, Document, Table } from "./blocks.ts";

/** The text refers to figures under figures/. */
export const toMarkdown = ({ title, blocks }: Document): string =>
  `${[`# ${escaped(title)}`, ...blocks.map(written)].join("\n\n")}\n`;

function written(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escaped(block.text)}`;
    case "paragraph":
      return escaped(block.text);
    case "warning":
      return `> **${escaped(block.text)}**`;
    case "list":
      return block.items.map((item) => `- ${escaped(item)}`).join("\n");
    case "table":
      return tableOf(block);
    case "figure":
      return [
        `![${escaped(block.title)}](figures/${block.name}.svg)`,
        escaped(block.caption.join(" ")),
      ].join("\n\n");
    case "details":
      return [
        `<details><summary>${escaped(block.summary)}</summary>`,
        ...block.blocks.map(written),
        "</details>",
      ].join("\n\n");
  }
}

function tableOf({ columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [
    line(columns.map(({ head }) => head)),
    `|${columns.map(({ numeric }) => (numeric ? "---:" : "---")).join("|")}|`,
    ...rows.map(line),
    ...notes.map((note) => `\n${escaped(note)}`),
  ].join("\n");
}

/** One line that nowhere in Markdown ends a cell or begins a link, an emphasis or a tag. */
const escaped = (text: string): string =>
  text
    .replace(/[\r\n]+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]|~]/g, "\\$&");
