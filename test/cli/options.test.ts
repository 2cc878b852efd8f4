import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { keyValue, ownKeyValue, readArguments } from "../../cli/options.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";

const folder = ownTemporaryFolder();

describe("arguments that would become others on their way", () => {
  const LONG = "12345678901234567890";
  const words = /^12345678901234567890 cannot be held exactly as a number: write it as a text, in/;

  it("a whole number that no number holds, behind --args or --own", () => {
    for (const text of [`n=${LONG}`, `n=[1,{"x":${LONG}}]`])
      for (const parse of [
        () => keyValue(text, undefined),
        () => ownKeyValue(`1:${text}`, undefined),
      ])
        assert.throws(parse, { code: "commander.invalidArgument", message: words });
    assert.deepStrictEqual(keyValue(`n="${LONG}"`, undefined), { n: LONG });
    assert.deepStrictEqual(keyValue("n=-0", { a: 1 }), { a: 1, n: -0 });
    assert.deepStrictEqual(keyValue(`n=${2 ** 40}`, undefined), { n: 2 ** 40 });
    assert.deepStrictEqual(keyValue("n=a,b", undefined), { n: "a,b" });
    assert.throws(() => keyValue("n=1e400", undefined), /too large for a number/);
  });

  it("the same in a file, with its line", () => {
    const file = join(mkdtempSync(join(folder, "args-")), "args.yaml");
    const read = (text: string) => {
      writeFileSync(file, text);
      return readArguments(file);
    };
    assert.throws(() => read(`a: 1\nn: [2, ${LONG}]\n`), {
      name: "UsageError",
      message: new RegExp(`args\\.yaml line 2: ${words.source.slice(1)}`),
    });
    assert.throws(() => read("n: 0x10000000000000001\n"), /line 1: 0x1\d+ cannot be held exactly/);
    assert.throws(() => read("n: 1e400\n"), /line 1: 1e400 is too large for a number/);
    assert.deepStrictEqual(read(`n: "${LONG}"\nx: -0.0\ny: 0x10\nz: 9007199254740992\n`), {
      ...{ n: LONG, x: -0, y: 16, z: 2 ** 53 },
    });
  });
});
