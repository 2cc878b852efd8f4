/** Whatever opens, tells or checks something online says at its head what that costs, and what it shows. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeOf, read, sourcesOf } from "./sources.ts";

/** Calls of the kernel that send, and their definitions. */
const SENDS = /\b(open|broadcast|output|outputTo|checked)\s*(?:<[^()]*>)?\(/;
/** Records of what is not local. */
const RECORD = /\b(operation|otherOperation)(?:<[^()]*>)?\(\{/;

const ROWS = ["rounds", "security"] as const;

/** The comment at the head of a file, or nothing. */
const cardOf = (text: string): string => /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "";

/** The rows that the card of such a file lacks. */
const lacking = (text: string): string[] => {
  const code = codeOf(text);
  if (!SENDS.test(code) && !RECORD.test(code)) return [];
  const card = cardOf(text);
  return ROWS.filter((row) => !new RegExp(`^ \\* {3}${row} {2,}\\S`, "m").test(card));
};

describe("cards of the online phase", () => {
  for (const folder of ["online", "operations"])
    it(`${folder}/: what opens, broadcasts, puts out or checks says rounds and security`, () => {
      const files = sourcesOf(folder);
      assert.ok(files.some((file) => SENDS.test(codeOf(read(file)))));
      assert.deepEqual(
        files.flatMap((file) => lacking(read(file)).map((row) => `${file}: no ${row}`)),
        [],
      );
    });

  it("would be missed", () => {
    const card = "/**\n * X.\n *\n *   rounds     1\n *   security   none\n */\n";
    const call = "k.open({ label });";
    assert.deepEqual(lacking(`${card}${call}`), []);
    assert.deepEqual(lacking(call), ["rounds", "security"]);
    assert.deepEqual(lacking(`${card.replace("rounds", "traffic")}${call}`), ["rounds"]);
    assert.deepEqual(lacking(`import x from "y";\n${card}${call}`), ["rounds", "security"]);
    assert.deepEqual(lacking("broadcast<M, T>(job: Job<M, T>): void;"), ["rounds", "security"]);
    assert.deepEqual(lacking("export const x = operation({ name });"), ["rounds", "security"]);
    assert.deepEqual(lacking("export const x = localOperation({ name });"), []);
    assert.deepEqual(lacking("/** open(x) */ export const reopen = 1;"), []);
  });
});
