/** The glossary has one row for each word, and words that meant several things mean one, or are gone from names. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { LAYERS, read, sourcesOf } from "./sources.ts";

interface Row {
  readonly words: readonly string[];
  readonly meaning: string;
}

const GLOSSARY = read("paper-notes/README.md").split("## Glossary\n")[1]!;

/** Group by group. */
const groupsOf = (glossary: string): Row[][] =>
  glossary
    .split(/^### .*$/m)
    .slice(1)
    .map((group) =>
      [...group.matchAll(/^\| ([^|]+) \| (.+) \|$/gm)]
        .filter(([, word]) => word !== "word")
        .map(([, words, meaning]) => ({ words: words!.split(/,\s*/), meaning: meaning! })),
    );

/** In one number and case, without what a bracket adds. Of symbols, of one or two letters, the case says what they are. */
function plainly(word: string): string {
  const bare = word.replace(/\s*\([^)]*\)/g, "").trim();
  if (bare.length < 3) return bare;
  return bare
    .toLowerCase()
    .replace(/ies$/, "y")
    .replace(/(?<=\w\w)(?<!s)s$/, "");
}

const doublesIn = (rows: readonly Row[]): string[] => {
  const words = rows.flatMap((row) => row.words.map(plainly));
  return words.filter((word, at) => words.indexOf(word) < at);
};

const GREEK: Readonly<Record<string, string>> = {
  α: "alpha",
  δ: "delta",
  ε: "epsilon",
  κ: "kappa",
  σ: "sigma",
};
const keyOf = ({ words: [first] }: Row): string =>
  first!.replace(/[α-ω]/g, (letter) => GREEK[letter] ?? letter).toLowerCase();

/** The first word of each row that stands before the row above it. */
const misplacedIn = (rows: readonly Row[]): string[] =>
  rows.filter((row, at) => at > 0 && keyOf(row) < keyOf(rows[at - 1]!)).map((row) => row.words[0]!);

const FILE = new RegExp(`\`((?:${LAYERS.join("|")})/[^\`]*)\``, "g");
const missingIn = (glossary: string): string[] =>
  [...glossary.matchAll(FILE)]
    .map(([, path]) => path!)
    .filter((path) => !path.includes("NAME") && !existsSync(path));

/** Once ambiguous. Each is gone from the names of files and exports, or stands in exactly one row. */
const ONCE_AMBIGUOUS = [
  ...["engine", "hold", "kept", "kernel", "lane", "mask", "opening", "place", "round", "security"],
  ...["segment", "share", "turn", "arrange", "holding", "parcel", "pile", "books", "maker"],
];

/** Where names may have a word that has given its other senses away. */
const ONLY_IN: Readonly<Record<string, RegExp>> = {
  engine: /^(online|operations)\/engine\.ts/,
  lane: /^(offline\/(lane\.ts|lowgear\/|under-way\.ts)|host\/node\/lanes\/|algebra\/)/,
  segment: /^host\/node\/stock\//,
};

/** The words of a name, "LaneKeys" or "lane-keys". */
const wordsOf = (name: string): string[] =>
  name
    .split(/[-._]|(?<=[a-z0-9])(?=[A-Z])/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());

const exportsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^export (?:abstract |async )*(?:class|interface|type|const|function\*?) (\w+)/gm,
    ),
  ].map(([, name]) => name!);

/** Names of files and exports that have this word in them. */
function namesWith(word: string, files: readonly string[], textOf: (file: string) => string) {
  const has = (name: string) =>
    wordsOf(name).some((part) => part === word || plainly(part) === plainly(word));
  return files.flatMap((file) => [
    ...(has(basename(file)) ? [file] : []),
    ...exportsOf(textOf(file))
      .filter(has)
      .map((name) => `${file}: ${name}`),
  ]);
}

/** Why this word is still ambiguous, or null. */
function objection(word: string, rows: readonly Row[], names: readonly string[]): string | null {
  const count = rows.filter((row) => row.words.map(plainly).includes(plainly(word))).length;
  if (count === 1 || names.length === 0) return null;
  return `${word}: ${count} rows; ${names.join(", ")}`;
}

describe("the glossary", () => {
  const groups = groupsOf(GLOSSARY);
  const rows = groups.flat();

  it("has no word twice", () => {
    assert.ok(rows.length > 80);
    assert.deepEqual(doublesIn(rows), []);
    const row = (...words: string[]): Row => ({ words, meaning: "" });
    assert.deepEqual(doublesIn([row("Lane", "store"), row("lanes"), row("family")]), ["lane"]);
    assert.deepEqual(doublesIn([row("opening"), row("opening (of a ciphertext)")]), ["opening"]);
    assert.deepEqual(doublesIn([row("families"), row("S"), row("s"), row("family")]), ["family"]);
  });

  it("is in alphabetical order, group by group", () => {
    for (const group of groups) assert.deepEqual(misplacedIn(group), []);
    const row = (word: string): Row => ({ words: [word], meaning: "" });
    assert.deepEqual(misplacedIn([row("α"), row("Box"), row("call"), row("box")]), ["box"]);
  });

  it("names files that are there", () => {
    assert.deepEqual(missingIn(GLOSSARY), []);
    assert.deepEqual(missingIn("| a | b (`online/gone.ts`, `online/rounds.ts`) |"), [
      "online/gone.ts",
    ]);
  });

  it("has words that names use in one place of the tree only", () => {
    const files = LAYERS.flatMap(sourcesOf);
    const strangers = (word: string, place: RegExp, among: readonly string[], textOf = read) =>
      namesWith(word, among, textOf).filter((name) => !place.test(name));
    for (const [word, place] of Object.entries(ONLY_IN))
      assert.deepEqual(strangers(word, place, files), [], word);
    const text = () => "export interface Engine {";
    assert.deepEqual(strangers("engine", ONLY_IN.engine!, ["online/engine.ts"], text), []);
    assert.deepEqual(strangers("engine", ONLY_IN.engine!, ["run/a.ts"], text), [
      "run/a.ts: Engine",
    ]);
  });

  it("has every word that was once ambiguous, unless no name has it any more", () => {
    const files = LAYERS.flatMap(sourcesOf);
    assert.deepEqual(
      ONCE_AMBIGUOUS.map((word) => objection(word, rows, namesWith(word, files, read))).filter(
        (reason) => reason !== null,
      ),
      [],
    );
    const names = namesWith(
      "pile",
      ["items/pile-of.ts", "items/b.ts"],
      () => "export class PileOf {",
    );
    assert.deepEqual(names, ["items/pile-of.ts", "items/pile-of.ts: PileOf", "items/b.ts: PileOf"]);
    assert.match(objection("pile", [], names) ?? "", /^pile: 0 rows; items\/pile-of\.ts/);
    assert.equal(objection("pile", [{ words: ["piles"], meaning: "" }], names), null);
    assert.equal(
      objection(
        "pile",
        [],
        namesWith("pile", ["a.ts"], () => "const pile = 1;"),
      ),
      null,
    );
  });
});
