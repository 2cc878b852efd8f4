/** A kind of item is one file: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { LONG } from "../support/long.ts";
import { copySources, type SourceCopy } from "../support/source-copy.ts";

const FOLDERS = ["algebra", "crypto", "network", "protocols", "items", "offline", "host", "online"];
const CONTRACTS = ["test/contracts/examples.ts", "test/items/kinds.test.ts"];
const EXAMPLES = "test/contracts/examples.ts";

/** What the contracts hold the new kind to: s = 2b − 1 of the bit b that its sign says. */
const EXAMPLE = `
  sign: {
    what: "1 or −1",
    items: () => [{ kind: "sign" }],
    counts: [1, 9],
    expected: (field, _item, [s]) => [s!.map((x) => (x === 1n ? 1n : field.p - 1n))],
    sample: () => ({ kind: "sign" }),
    sampled: null,
  },`;

const sign = () =>
  readFileSync("test/items/sign.ts", "utf8")
    .replaceAll("../../items/kinds/", "./")
    .replaceAll("../../items/", "../");

/** A copy with one more kind, which is listed. */
function inCopy(source: string, use: (copy: SourceCopy) => void): void {
  const copy = copySources("new-kind", [...FOLDERS, "test/items/spend-signs.ts", ...CONTRACTS]);
  try {
    copy.add("items/kinds/sign.ts", source);
    copy.writeLists();
    use(copy);
  } finally {
    copy.remove();
  }
}

describe("a new kind of item", () => {
  it("that is derived is dealt, made, kept, asked for and accounted for by its record alone", () => {
    inCopy(sign(), ({ node, add, changed }) => {
      const run = node("test/items/spend-signs.ts");
      assert.equal(run.status, 0, run.stderr);
      assert.deepEqual(JSON.parse(run.stdout), {
        dealt: [-1, 1],
        made: [-1, 1],
        kept: [-1, 1],
        used: [["sign", 300]],
        demand: "signs=5",
        forms: ["triples", "squares", "bits", "signs", "randoms"],
        terms: ["MAC check", "authentication", "sacrifice", "proofs", "flooding"],
      });
      const sources = changed();
      assert.deepEqual(sources, ["items/kinds/sign.ts"]);
      assert.equal(sources.length, FILES_TO_ADD.kind.sources);

      // Its examples for the contracts, without which these fail.
      const contracts = () => node("test/items/kinds.test.ts");
      assert.match(contracts().stderr, /no examples of sign/);
      const examples = readFileSync(EXAMPLES, "utf8");
      add(EXAMPLES, examples.replace(/(?<=export const EXAMPLES: .* = \{)/, EXAMPLE));
      assert.equal(contracts().status, 0);
      const tests = changed().filter((path) => path.startsWith("test/"));
      assert.equal(tests.length, FILES_TO_ADD.kind.tests);
    });
  });

  // The compiler takes ten seconds of it: in the long form, which what checks a change runs.
  if (LONG)
    it("that is basic does not compile before every backend makes it, nor any without its terms", () => {
      const basic = sign()
        .replaceAll("DerivedKind", "BasicKind")
        .replace(/ {2}derive: \{[\s\S]*?\n {2}\},\n/, "  derive: null,\n")
        .replace("  terms: [],\n", "");
      inCopy(basic, ({ compile }) => {
        const { files, said } = compile("items", "offline");
        assert.deepEqual(files, [
          "items/kinds/sign.ts",
          "offline/lowgear/batch-counts.ts",
          "offline/lowgear/lowgear.ts",
          "offline/semi-honest-he/semi-honest-he.ts",
        ]);
        assert.match(said, /sign\.ts.*'terms' is missing/);
      });
    });
});
