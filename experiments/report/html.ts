/**
 * report.html is one file that opens from disk and loads nothing. Its content security policy allows only the page's
 * own scripts, by their digest, whatever a name or a reason in the records may contain.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type Block,
  type Column,
  type Document,
  type Figure,
  figuresOf,
  type Table,
} from "./blocks.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page.ts";
import { PAGE, themed } from "./svg.ts";

const LIBRARIES = [
  ["vega", "vega.min.js"],
  ["vega-lite", "vega-lite.min.js"],
  ["vega-embed", "vega-embed.min.js"],
] as const;

/** All text is escaped. The page draws the figures to its width. */
export function toHtml({ title, blocks }: Document): string {
  const figures = figuresOf(blocks);
  const scripts =
    figures.length === 0
      ? []
      : [...LIBRARIES.map(([name, file]) => library(name, file)), PAGE_SCRIPT];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map((text) => `'sha256-${digest(text)}'`).join(" ") || "'none'"}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const specifications = Object.fromEntries(figures.map((f) => [f.name, themed(f, PAGE)]));
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    `<h1>${escaped(title)}</h1>`,
    contents(blocks),
    ...blocks.map(written),
    "</main>",
    `<script type="application/json" id="specifications">${asData(specifications)}</script>`,
    ...(figures.length === 0 ? [] : [licence()]),
    ...scripts.map((text) => `<script>${text}</script>`),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** The licence text that the chart libraries require in copies. */
const licence = (): string =>
  `<!-- The scripts below: ${LIBRARIES.map(([name]) => name).join(", ")}.\n${readFileSync(new URL("../LICENSE", import.meta.resolve("vega")), "utf8").replaceAll("--", "- -")}-->`;

function contents(blocks: readonly Block[]): string {
  const links = blocks.flatMap((block) =>
    block.kind === "heading" && block.level === 2
      ? [`<a href="#${anchor(block.text)}">${escaped(block.text)}</a>`]
      : [],
  );
  return `<nav>${links.join(" ")}</nav>`;
}

function written(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level} id="${anchor(block.text)}">${escaped(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p>${escaped(block.text)}</p>`;
    case "warning":
      return `<p class="warning" role="note">${escaped(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "table":
      return tableOf(block);
    case "figure":
      return figureOf(block);
    case "details":
      return `<details><summary>${escaped(block.summary)}</summary>${block.blocks.map(written).join("")}</details>`;
  }
}

function tableOf({ columns, rows, notes }: Table): string {
  const cells = (tag: "th" | "td", row: readonly string[]) =>
    row.map((text, k) => `<${tag}${classOf(columns[k]!)}>${escaped(text)}</${tag}>`).join("");
  const heads = columns.map(({ head }) => head);
  const head = heads.every((text) => text === "")
    ? ""
    : `<thead><tr>${cells("th", heads)}</tr></thead>`;
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  const foot = notes.map((note) => `<p class="note">${escaped(note)}</p>`).join("");
  return `<div class="wide" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>${foot}`;
}

const classOf = ({ numeric, roomy }: Column): string =>
  numeric ? ' class="n"' : roomy ? ' class="roomy"' : "";

const figureOf = ({ name, title, caption }: Figure): string =>
  [
    "<figure>",
    `<figcaption><strong>${escaped(title)}</strong></figcaption>`,
    `<div class="chart" id="${escaped(name)}" role="img" aria-label="${escaped(title)}"><noscript>Scripts are off: the same figure is figures/${escaped(name)}.svg.</noscript></div>`,
    `<figcaption>${escaped(caption.join(" "))}</figcaption>`,
    "</figure>",
  ].join("\n");

/** The minified bundle, which is beside the entry of its package. */
function library(name: string, file: string): string {
  const text = readFileSync(new URL(file, import.meta.resolve(name)), "utf8");
  // Even in a comment or a string "</script" would end the script.
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "").replaceAll(/<\/(script)/gi, "<\\/$1");
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

const anchor = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** JSON that neither ends its script element nor opens a comment in it. */
const asData = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text, and attributes in quotes. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
