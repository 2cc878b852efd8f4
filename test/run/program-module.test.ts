import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { checkOwn, statedNeeds } from "../../run/program-about.ts";
import { loadProgram } from "../../run/program-module.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

const root = ownTemporaryFolder();
const EMPTY = "export default async () => null;\n";
let count = 0;

function file(name: string, text: string): string {
  const path = join(mkdtempSync(join(root, `p${count++}-`)), name);
  writeFileSync(path, text);
  return path;
}

const program = (about: string) =>
  loadProgram(file("p.ts", `export const about = ${about};\n${EMPTY}`));
const refuses = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UsageError, String(error));
  assert.match(error.message, message);
  assert.doesNotMatch(error.message, /\n/);
  return true;
};

describe("a program that does not load", () => {
  it("is told with the line of its mistake", async () => {
    const mistaken = `${EMPTY}\nconst y = ;\n`;
    const cases: readonly (readonly [name: string, text: string, message: RegExp])[] = [
      ["syntax.ts", mistaken, /syntax\.ts does not load: line 3: Expression expected$/],
      ["syntax.mjs", mistaken, /syntax\.mjs does not load: line 3: Unexpected token ';'$/],
      ["enum.ts", `enum A { B }\n${EMPTY}`, /does not load: line 1: TypeScript enum is not supp/],
      ["throws.ts", `${EMPTY}throw new Error("no");\n`, /does not load: line 2: no$/],
      ["import.ts", `import { z } from "node:fs";\n${EMPTY}`, /load: line 1: .*export named 'z'$/],
      ["gone.ts", `import "./gone.mjs";\n${EMPTY}`, /does not load: Cannot find module/],
    ];
    for (const [name, text, message] of cases)
      await assert.rejects(loadProgram(file(name, text)), refuses(message));
  });

  it("is told to be no module, if that is so", async () => {
    for (const name of ["README.md", "package.json", "Makefile"])
      await assert.rejects(
        loadProgram(file(name, "{}\n")),
        refuses(
          / is no program: a module is expected, whose name ends in \.ts, \.mts, \.js, \.mjs$/,
        ),
      );
  });
});

describe("what a program says about itself", () => {
  it("may be its needs alone: the arguments come as they are", async () => {
    const loaded = await program('{ needs: ({ k }, n) => new Map([["triple", k * n]]) }');
    assert.deepEqual(statedNeeds(loaded, { k: 5 }, 3), new Map([["triple", 15]]));
    checkOwn(loaded, { k: 5 }, 0, 3);
  });

  it("may be nothing, or words", async () => {
    for (const about of ["undefined", '{ does: "nothing" }'])
      assert.equal(statedNeeds(await program(about), {}, 2), null);
  });

  it("is refused where it cannot be meant", async () => {
    const cases: readonly (readonly [about: string, message: RegExp])[] = [
      ["3", /its export "about" is no object$/],
      ["{ needs: new Map() }", /"about" has "needs", which is no function \(args, n\) => Map$/],
      ["{ check: true }", /"about" has "check", which is no function/],
      ["{ schema: {} }", /"about" has "schema", which is no schema of zod$/],
      ["{ needs: () => ({ triple: 1 }) }", /^p: about\.needs: a Map from kinds of items to counts/],
      [
        '{ needs: () => new Map([["tripel", 1]]) }',
        /^p: about\.needs: not a kind of item: "tripel"/,
      ],
      ['{ needs: () => new Map([["triple", -1]]) }', /^p: about\.needs: -1 items of triple$/],
    ];
    for (const [about, message] of cases)
      await assert.rejects(async () => statedNeeds(await program(about), {}, 2), refuses(message));
  });

  it("may refuse what a party brings, before anything is started", async () => {
    const about = '{ check(args, self) { if (self === 1) throw new Error("nothing to sell"); } }';
    const loaded = await program(about);
    checkOwn(loaded, {}, 0, 2);
    assert.throws(() => checkOwn(loaded, {}, 1, 2), refuses(/^p: nothing to sell$/));
  });
});
