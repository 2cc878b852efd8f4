/**
 * Writes the lists of what lies in folders: `node lists.ts`, before whatever reads them. A file is a record, named as
 * the file is; to add one is to write the file. Generated, so that a bundle and the compiler see them all; a test says
 * that what is committed is what would be written.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A list: where it is written, what is in it, and what a record in a file looks like. */
interface Listing {
  readonly file: string;
  readonly folder: string;
  /** What it begins with. */
  readonly head: string;
  /** The records' type or constructor: `export const NAME: TYPE = CONSTRUCTOR`. */
  readonly record: RegExp;
  /** Records are named as the folder is in which a file of this name lies. */
  readonly within?: string;
  /** The list itself, of the names in it. */
  list(names: readonly string[]): string;
}

const LISTINGS: readonly Listing[] = [
  {
    file: "items/kinds/registry.ts",
    folder: "items/kinds",
    head: "/** All kinds of items. Written by lists.ts: each is a file of its own. */",
    record: /^(?:Basic|Derived)Kind</,
    list: (names) => `export const LISTED = {\n${names.map((n) => `  ${n},\n`).join("")}};\n`,
  },
  {
    file: "offline/registry.ts",
    folder: "offline",
    head: "/** All backends. Written by lists.ts: each is a folder of its own. */",
    record: /^BackendSpec</,
    within: "backend.ts",
    list: (names) => `export const LISTED = {\n${names.map((n) => `  ${n},\n`).join("")}};\n`,
  },
  {
    file: "operations/registry.ts",
    folder: "operations",
    head: "/** All operations, by name. Written by lists.ts: each is a file of its own. */",
    record: /^(?:operation|localOperation|otherOperation)\b/,
    list: (names) => `export const OPERATIONS = {\n${names.map((n) => `  ${n},\n`).join("")}};\n`,
  },
  {
    file: "attacks/attacks.ts",
    folder: "attacks",
    head: "/** All attacks. Written by lists.ts: each is a file of its own. */",
    record: /^attack\b/,
    list: (names) => `export const ATTACKS = [\n${names.map((n) => `  ${n},\n`).join("")}];\n`,
  },
  {
    file: "attacks/ablations/list.ts",
    folder: "attacks/ablations",
    head: "/** All ablations. Written by lists.ts: each is a file of its own. */",
    record: /^ablation\b/,
    list: (names) => `export const LIST = {\n${names.map((n) => `  ${n},\n`).join("")}};\n`,
  },
];

/** multiply-fixed.ts → multiplyFixed */
const nameOf = (file: string): string =>
  basename(file, ".ts").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const stem = (path: string): string => path.slice(0, -".ts".length);

/** What the list's file must say, for the sources below `root`. */
export function written({ file, folder, head, record, within, list }: Listing, root: string) {
  const found = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && (within === undefined || basename(path) === within))
    .map((path) => ({
      path: path.replaceAll("\\", "/"),
      name: nameOf(within === undefined ? path : dirname(path)),
    }))
    .filter(({ path, name }) => {
      const text = readFileSync(join(root, folder, path), "utf8");
      const at = text.match(new RegExp(`^export const ${name}(?:: ([^=]+))? =\\s*(.*)`, "m"));
      return at !== null && (record.test(at[1] ?? "") || record.test(at[2]!));
    })
    // As the formatter sorts imports: "add.ts" before "add-public.ts".
    .sort((a, b) => (stem(a.path) < stem(b.path) ? -1 : 1));
  const to = (path: string) => `./${join(folder, path).slice(file.lastIndexOf("/") + 1)}`;
  const imports = found.map(({ path, name }) => `import { ${name} } from "${to(path)}";\n`);
  const names = found.map(({ name }) => name).sort();
  return `${head}\n\n${imports.join("")}\n${list(names)}`;
}

/** Those below `root`: a copy may be of some folders alone. */
const listingsIn = (root: string): Listing[] =>
  LISTINGS.filter(({ folder }) => existsSync(join(root, folder)));

/** The lists that are not what they must be, by file. */
export const stale = (root: string): string[] =>
  listingsIn(root)
    .filter((listing) => {
      try {
        return readFileSync(join(root, listing.file), "utf8") !== written(listing, root);
      } catch {
        return true;
      }
    })
    .map(({ file }) => file);

/** Everything that is written here. */
export const WRITTEN: readonly string[] = LISTINGS.map(({ file }) => file);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const listing of listingsIn(".")) {
    const text = written(listing, ".");
    if (stale(".").includes(listing.file)) writeFileSync(listing.file, text);
  }
