/** What a file exports is imported somewhere: functions, constants and classes, for types go with what has them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LAYERS, read, resolveImport, sourcesOf } from "./sources.ts";

const IMPORT =
  /\b(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?(\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*["']([^"']+)["']/g;
const DYNAMIC = /\bimport\s*\(\s*["']([^"']+)["']/g;
const EXPORT = /^export (?:abstract |async )*(?:class|const|let|function\*?) (\w+)/gm;

/** Loaded by paths that are computed: the functions that a benchmark and a party of one run. */
const COMPUTED = /^experiments\/benchmarks\/[^/]+: (run|measure)$/;

/** "file: name" of all that a text imports; "file: *" where it takes everything. */
function namesImported(file: string, text: string): string[] {
  const named = [...text.matchAll(IMPORT)].flatMap(([, list, target]) => {
    const names = list!.startsWith("*") ? ["*"] : list!.slice(1, -1).split(",");
    return names.map((name) => [target!, name] as const);
  });
  const whole = [...text.matchAll(DYNAMIC)].map(([, target]) => [target!, "*"] as const);
  return [...named, ...whole].map(([target, name]) => {
    const [own] = name
      .trim()
      .replace(/^type\s+/, "")
      .split(/\s+as\s+/);
    return `${resolveImport(file, target)}: ${own}`;
  });
}

/** Of these files, whatever nobody imports. */
function idleIn(
  files: readonly string[],
  importers: readonly string[],
  textOf: (file: string) => string,
): string[] {
  const imported = new Set(importers.flatMap((file) => namesImported(file, textOf(file))));
  return files
    .filter((file) => !imported.has(`${file}: *`))
    .flatMap((file) => [...textOf(file).matchAll(EXPORT)].map(([, name]) => `${file}: ${name}`))
    .filter((name) => !imported.has(name) && !COMPUTED.test(name));
}

describe("exports", () => {
  it("are imported by another file, or are none", () => {
    const sources = LAYERS.flatMap(sourcesOf);
    const importers = [
      ...sources,
      ...sourcesOf("test"),
      "index.ts",
      "node.ts",
      "lists.ts",
      "build.ts",
    ];
    assert.deepEqual(idleIn(sources, importers, read), []);
  });

  it("of an operation's options are the library's, too", () => {
    const entry = new Set(namesImported("index.ts", read("index.ts")));
    const options = sourcesOf("operations").flatMap((file) =>
      [
        ...read(file).matchAll(
          /^export (?:interface|type) (\w+Options|Declared|Direction|Uses)\b/gm,
        ),
      ].map(([, name]) => `${file}: ${name}`),
    );
    assert.ok(options.length > 5);
    assert.deepEqual(
      options.filter((name) => !entry.has(name)),
      [],
    );
  });

  it("that nobody imports are noticed, however others are imported", () => {
    const texts: Readonly<Record<string, string>> = {
      "a/x.ts": "export const one = 1;\nexport async function two() {}\nexport class Three {}\n",
      "a/y.ts": "export const four = 4;\nexport interface Five {}\nconst six = 6;\n",
      "a/z.ts": 'import { one as first, type Three } from "./x.ts";\n',
    };
    const idle = (files: Readonly<Record<string, string>>) =>
      idleIn(Object.keys(files), Object.keys(files), (file) => files[file]!);
    assert.deepEqual(idle(texts), ["a/x.ts: two", "a/y.ts: four"]);
    const all = ['import * as y from "../a/y.ts";', 'export { two } from "../a/x.ts";'].join("\n");
    assert.deepEqual(idle({ ...texts, "b/all.ts": all }), []);
    assert.deepEqual(idle({ ...texts, "b/all.ts": 'await import("../a/x.ts")' }), ["a/y.ts: four"]);
  });
});
