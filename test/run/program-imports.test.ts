import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../../host/usage-error.ts";
import { portableCopy } from "../../run/program-imports.ts";
import { copyOf, findProgram, loadProgram, shippedPrograms } from "../../run/program-module.ts";
import { spdz } from "../cli/spdz.ts";
import { evaluate } from "../programs/evaluate.ts";
import { ownTemporaryFolder } from "./leftovers.ts";

const folder = ownTemporaryFolder();

describe("a program copied out of the tree", () => {
  for (const name of shippedPrograms())
    it(`${name} gives what the original gives`, async () => {
      const copy = join(folder, `copied-${name}${extname(findProgram(name).path)}`);
      writeFileSync(copy, copyOf(name));
      const [original, copied] = await Promise.all([loadProgram(name), loadProgram(copy)]);
      assert.notEqual(copied.program, original.program);
      const n = 2;
      const [expected, given] = await Promise.all(
        [original, copied].map(({ program }) => evaluate("plain", n, program, {})),
      );
      assert.deepEqual(given!.results, expected!.results);
      // Its mistakes are mistakes to us, too.
      const wrong = evaluate("plain", n, copied.program, { nonsense: 1 });
      await assert.rejects(wrong, UsageError);
    });

  it("runs as real processes: spdz program, then spdz run", async (t) => {
    const printed = await spdz(t, "program", "mult3");
    assert.equal(printed.code, 0, printed.err);
    const copy = join(folder, "my-program.ts");
    writeFileSync(copy, printed.out);
    const { code, out, err } = await spdz(t, "run", copy, "-s", "spdz+dealer", "--json");
    assert.equal(code, 0, err + out);
    const { parties } = JSON.parse(out) as { parties: { result: unknown }[] };
    for (const { result } of parties) assert.deepEqual(result, { product: "105" });
  });

  it("spdz program lists what ships, and names it where another is asked for", async (t) => {
    const { out } = await spdz(t, "program");
    assert.deepEqual(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
      shippedPrograms(),
    );
    const { code, err } = await spdz(t, "program", "mult4");
    assert.match(err, /^spdz: no program "mult4" ships; there are: .*mult3/);
    assert.equal(code, 2);
  });

  it("an import that no entry offers is found when it ships, not by who copies it", () => {
    assert.throws(() => portableCopy('import { x } from "../../crypto/prg.ts";'), RangeError);
  });
});
