/** Files that documents and comments name are there: a file that moves takes its mentions along. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { LAYERS, read, sourcesOf } from "./sources.ts";

const FOLDERS = [...LAYERS, "test", "results", "findings", "paper-notes"];
const NAMED = new RegExp(`\\b(?:${FOLDERS.join("|")})/[\\w./-]*\\.(?:ts|js|md|yaml|sh)\\b`, "g");

/** Files that `text` names and that are neither below the root nor beside `file`. */
const missing = (file: string, text: string): string[] =>
  [...text.matchAll(NAMED)]
    .map(([name]) => name)
    .filter((name) => !/\bNAME\b/.test(name))
    .filter((name) => !existsSync(name) && !existsSync(join(dirname(file), name)));

const comments = (text: string): string =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g)].map(([comment]) => comment).join("\n");

const documents = [".", "paper-notes", "experiments", "findings"].flatMap((folder) =>
  readdirSync(folder, { recursive: folder !== ".", encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

describe("files that are named", () => {
  it("in documents, are there", () => {
    assert.ok(documents.length > 20);
    assert.deepEqual(
      documents
        .filter((file) => file !== "CHANGELOG.md")
        .flatMap((file) => missing(file, read(file)).map((name) => `${file}: ${name}`)),
      [],
    );
  });

  it("in comments, are there", () => {
    const sources = [...LAYERS, "test"].flatMap(sourcesOf);
    assert.deepEqual(
      sources.flatMap((file) =>
        missing(file, comments(read(file))).map((name) => `${file}: ${name}`),
      ),
      [],
    );
  });

  it("would be missed if they were gone", () => {
    assert.deepEqual(missing("README.md", "see `online/gone.ts` and online/rounds.ts"), [
      "online/gone.ts",
    ]);
  });
});
