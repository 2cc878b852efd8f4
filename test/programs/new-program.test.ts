/** A program is one file: shown on a copy of the sources. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { LAYERS } from "../architecture/sources.ts";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { copySources } from "../support/source-copy.ts";

const PROGRAM = "sum-of-squares";
const RUN = `test/programs/run-${PROGRAM}.ts`;
const BESIDE = ["index.ts", "node.ts", "test/support", "test/programs/evaluate.ts", RUN];

describe("a new program", () => {
  const copy = copySources("new-program", [...LAYERS, ...BESIDE]);
  copy.add(
    `programs/${PROGRAM}.ts`,
    readFileSync(`test/programs/${PROGRAM}.ts`, "utf8")
      .replaceAll("../../programs/", "./")
      .replaceAll("../../", "../"),
  );
  after(copy.remove);

  it("is listed by spdz, which prints a copy of it", () => {
    const list = copy.node("cli/spdz.js", "program").stdout;
    assert.match(list, /^sum-of-squares +\.ts +adds up the squares of the parties' integers$/m);
    assert.match(copy.node("cli/spdz.js", "program", PROGRAM).stdout, /from "spdz-lab"/);
  });

  it("is planned, and gives the same in the clear and on every engine, for what was planned", () => {
    const { status, stdout, stderr } = copy.node(RUN);
    assert.equal(status, 0, stderr);
    const both = [{ sum: "125" }, { sum: "125" }];
    assert.deepEqual(JSON.parse(stdout), {
      needs: [
        ["input-mask/0", 1],
        ["input-mask/1", 1],
        ["square", 2],
      ],
      results: { plain: both, additive: both, spdz: both },
    });
  });

  it("is one file, and nothing else is changed", () => {
    const { sources, tests } = FILES_TO_ADD.program;
    const changed = copy.changed();
    assert.deepEqual(changed, [`programs/${PROGRAM}.ts`]);
    assert.equal(changed.length, sources + tests);
  });
});
