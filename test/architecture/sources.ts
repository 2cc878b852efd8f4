import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { SOURCE_FOLDERS } from "../../run/place.ts";

/** Data flows left to right; a file imports from its own folder and from folders to its left. */
export const LAYERS = SOURCE_FOLDERS;

/**
 * The same inside of a layer: a file imports from its own folder of it and from folders to the left. Files at the top of
 * the layer stand behind all of its folders, which they alone may all know.
 */
export const WITHIN: Readonly<Partial<Record<(typeof LAYERS)[number], readonly string[]>>> = {
  experiments: [
    "records",
    "statistics",
    "findings",
    "config",
    "harness",
    "processes",
    "benchmarks",
    "shaped",
    "slurm",
    "virtual",
    "report",
    "reproduce",
    "compare-noise",
    "hospital-splits",
    "demo",
  ],
};

/** The folders that use nothing a browser lacks. */
export const PORTABLE = LAYERS.slice(0, LAYERS.indexOf("host"));

/** The TypeScript files of a folder, generated and AssemblyScript sources left out. */
export function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".ts") && !f.endsWith(".wasm.ts"))
    .map((f) => join(folder, f))
    .filter((f) => !/^algebra.[a-z]+.assembly\b/.test(f))
    .sort();
}

export const read = (file: string): string => readFileSync(file, "utf8");

/** The code without comments and without the contents of strings. */
export function codeOf(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g,
    (token) => (token.startsWith("/") ? " " : '""'),
  );
}

/** Everything a file imports, statically or with import(). */
export function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)["']([^"']+)["']/g);
  return [...found].map((match) => match[1]!);
}

/** Modules that are named by URL, to be run as processes or threads of their own. */
export function entriesOf(text: string): string[] {
  return [...text.matchAll(/\bnew URL\(\s*["'](\.[^"']+\.ts)["']/g)].map((match) => match[1]!);
}

/** A relative import as a path from the root; null for a package. */
export function resolveImport(file: string, target: string): string | null {
  return target.startsWith(".") ? normalize(join(dirname(file), target)) : null;
}
