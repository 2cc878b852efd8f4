import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fromPackedLine, pack, packedLine, unpack } from "../../run/packed.ts";
import { LONG } from "../support/long.ts";
import { values } from "../support/values.ts";

describe("messages between a runner and its processes", () => {
  it("every value comes out as it went in, its type and its sign too", () => {
    fc.assert(
      fc.property(values, (value) => {
        const message = { type: "done", value, missing: undefined, not: Number.NaN };
        assert.deepStrictEqual(unpack(pack(message)), message);
        assert.deepStrictEqual(fromPackedLine(packedLine(message)), message);
      }),
      { numRuns: LONG ? 20_000 : 2000 },
    );
  });

  it("what would come out as something else is refused with its place, not carried", () => {
    const strangers: [unknown, RegExp][] = [
      [new Map([["a", 1]]), /^message\.x: a Map in a message$/],
      [new Set(), /a Set/],
      [new Date(0), /a Date/],
      [{ a: [() => 1] }, /^message\.x\.a\[0\]: a function/],
      ["\ud800", /half a character/],
      [new DataView(new ArrayBuffer(8)), /a DataView/],
      [new ArrayBuffer(8), /a ArrayBuffer/],
      [new Error("no"), /a Error/],
    ];
    for (const [x, message] of strangers)
      assert.throws(() => pack({ x }), { name: "TypeError", message });
  });

  it("a message after another is not read by the names of the one before", () => {
    const [a, b] = [
      { one: 1, two: 2 },
      { two: 2, one: 1 },
    ];
    const packed = [a, b, a].map((x) => Uint8Array.from(pack(x)));
    assert.deepEqual(
      packed.toReversed().map((x) => Object.keys(unpack<object>(x))),
      [Object.keys(a), Object.keys(b), Object.keys(a)],
    );
  });

  it("a line that says something else is none of them", () => {
    for (const line of ["", "hello", '{"type":"here"}', "packed", "packed !", "packed wQ=="])
      assert.equal(fromPackedLine(line) ?? null, null, line);
  });
});
