import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { boundedDuration, CONNECT, DEADLINE, durationIn } from "../../../host/node/duration.ts";
import { LAYERS, read, sourcesOf } from "../../architecture/sources.ts";

describe("a duration", () => {
  it("is a number with its unit", () => {
    for (const [text, ms] of [
      ["500us", 0.5],
      ["0.3s", 300],
      ["10 s", 10_000],
      ["90m", 5_400_000],
      ["2h", 7_200_000],
      ["1.5h", 5_400_000],
      ["7d", 604_800_000],
    ] as const)
      assert.equal(durationIn(text), ms, text);
    for (const text of ["", "10", "s", "-1s", "1e3s", "10 sec", "1h30m", "10S", "ten s", "1,5h"])
      assert.equal(durationIn(text), null, text);
  });

  it("is one of the whole number's unit, whatever the number", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (k) => {
        assert.equal(durationIn(`${k}s`), durationIn(`${1000 * k}ms`));
        assert.equal(durationIn(`${k}h`), durationIn(`${60 * k}m`));
      }),
    );
  });

  it("out of its range, or without a unit, is refused with examples", () => {
    assert.equal(boundedDuration("2h", CONNECT), 7_200_000);
    assert.equal(boundedDuration("60m", DEADLINE), 3_600_000);
    const refused = (text: string, words: RegExp) =>
      assert.throws(() => boundedDuration(text, DEADLINE), { name: "RangeError", message: words });
    const wanted = "a duration like 500ms, 10s, 90m or 2h is expected, from 100ms to 60m$";
    for (const text of ["99ms", "61m", "soon", ""]) refused(text, new RegExp(`^${wanted}`));
    refused("60", new RegExp(`^60 has no unit: ${wanted}`));
  });

  it("is parsed in one place", () => {
    const parsers = LAYERS.flatMap(sourcesOf).filter((file) =>
      /\((us\|)?ms\|s\|m/.test(read(file)),
    );
    assert.deepEqual(parsers, ["host/node/duration.ts"]);
  });
});
