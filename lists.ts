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
  /** The list itself, of the records in it. */
  list(records: readonly Listed[]): string;
}

interface Listed {
  readonly name: string;
  /** What the record says that it does, in one line; null if it says nothing. */
  readonly does: string | null;
}

const namesOf = (records: readonly Listed[]): string =>
  records.map(({ name }) => `  ${name},\n`).join("");

/** With what each does above it: editors and the API reference show it beside the method. */
const described = (records: readonly Listed[]): string =>
  records
    .map(({ name, does }) => `${does === null ? "" : `  /** ${does} */\n`}  ${name},\n`)
    .join("");

const LISTINGS: readonly Listing[] = [
  {
    file: "items/kinds/registry.ts",
    folder: "items/kinds",
    head: "/** All kinds of items. Written by lists.ts: each is a file of its own. */",
    record: /^(?:Basic|Derived)Kind</,
    list: (all) => `export const LISTED = {\n${namesOf(all)}};\n`,
  },
  {
    file: "offline/registry.ts",
    folder: "offline",
    head: "/** All backends. Written by lists.ts: each is a folder of its own. */",
    record: /^BackendSpec</,
    within: "backend.ts",
    list: (all) => `export const LISTED = {\n${namesOf(all)}};\n`,
  },
  {
    file: "operations/registry.ts",
    folder: "operations",
    head: "/** All operations, by name. Written by lists.ts: each is a file of its own. */",
    record: /^(?:operation|localOperation|otherOperation)\b/,
    list: (all) => `export const OPERATIONS = {\n${described(all)}};\n`,
  },
  {
    file: "attacks/attacks.ts",
    folder: "attacks",
    head: "/** All attacks. Written by lists.ts: each is a file of its own. */",
    record: /^attack\b/,
    list: (all) => `export const ATTACKS = [\n${namesOf(all)}];\n`,
  },
  {
    file: "attacks/ablations/list.ts",
    folder: "attacks/ablations",
    head: "/** All ablations. Written by lists.ts: each is a file of its own. */",
    record: /^ablation\b/,
    list: (all) => `export const LIST = {\n${namesOf(all)}};\n`,
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
    .map((path) => {
      const text = readFileSync(join(root, folder, path), "utf8");
      return {
        path: path.replaceAll("\\", "/"),
        name: nameOf(within === undefined ? path : dirname(path)),
        text,
        does: /^ {2}does:\s*"(.*)",$/m.exec(text)?.[1] ?? null,
      };
    })
    .filter(({ name, text }) => {
      const at = text.match(new RegExp(`^export const ${name}(?:: ([^=]+))? =\\s*(.*)`, "m"));
      return at !== null && (record.test(at[1] ?? "") || record.test(at[2]!));
    })
    // As the formatter sorts imports: "add.ts" before "add-public.ts".
    .sort((a, b) => (stem(a.path) < stem(b.path) ? -1 : 1));
  const to = (path: string) => `./${join(folder, path).slice(file.lastIndexOf("/") + 1)}`;
  const imports = found.map(({ path, name }) => `import { ${name} } from "${to(path)}";\n`);
  const records = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `${head}\n\n${imports.join("")}\n${list(records)}`;
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
