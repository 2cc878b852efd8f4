import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shippedPrograms } from "../../run/program-module.ts";
import { runInTheClear } from "../../run/run-in-the-clear.ts";
import { simulate } from "../../run/simulate.ts";

describe("every program that ships can be simulated", () => {
  for (const program of shippedPrograms())
    it(program, async () => {
      const report = await simulate({ program, parties: 2, rounding: "floor" });
      assert.deepEqual(
        report.parties.map(({ error }) => error),
        [null, null],
      );
      assert.equal(report.first, null);
      assert.equal(report.exitCode, 0);
      for (const { operation, at, elements, ulps, undefined: none } of report.sites) {
        assert.match(at ?? "", /programs\/[a-z0-9-]+\.ts:\d+$/, operation);
        assert.equal(ulps.count, elements, `${operation} at ${at}`);
        assert.equal(none, 0, `${operation} at ${at}`);
      }
      for (const { values, scale, shadows } of report.outputs)
        for (const [j, v] of values.entries())
          assert.ok(
            Math.abs(Number(v) / 2 ** scale - shadows[j]!) <
              0.05 * Math.max(1, Math.abs(shadows[j]!)),
            program,
          );
    });

  it("with the result of a run in the clear", async () => {
    const program = "median-salary";
    const { parties } = await simulate({ program, parties: 2, rounding: "probabilistic" });
    const run = await runInTheClear({ program, parties: 2, args: {}, security: "plain" });
    assert.deepEqual(
      parties.map(({ result }) => result),
      run.parties.map(({ result }) => result),
    );
  });
});
