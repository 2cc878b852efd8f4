import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  asJson,
  canonical,
  jsonText,
  parseJson,
  strangerIn,
  type Value,
} from "../../online/value.ts";
import { clearMpc } from "../../operations/clear.ts";
import { values } from "../support/values.ts";

const found = (x: unknown): string | null => {
  const stranger = strangerIn("result", x);
  return stranger && `${stranger.path}: ${stranger.what}`;
};

describe("what a value is", () => {
  it("whatever can be carried is one", () => {
    fc.assert(fc.property(values, (x) => assert.equal(found(x), null)));
    assert.equal(found(Object.assign(Object.create(null), { a: Buffer.from("b") })), null);
  });

  it("what would be lost or changed on the way is named, with its place", async () => {
    const secret = clearMpc(2)[0]!.constant([1], 1);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const sparse: unknown[] = [1];
    sparse[2] = 3;
    const cases: [unknown, string | RegExp][] = [
      [{ rows: [0, 1, 2, { mean: 0 / 0 }] }, "result.rows[3].mean: NaN"],
      [{ "a b": 1 / 0 }, 'result["a b"]: Infinity'],
      [-1 / 0, "result: -Infinity"],
      [{ x: Float64Array.of(1, Number.NaN) }, "result.x[1]: NaN"],
      [{ x: Float32Array.of(1e300) }, "result.x[0]: Infinity"],
      [new Map([["mean", 2]]), "result: a Map"],
      [{ s: new Set([1]) }, "result.s: a Set"],
      [[secret], "result[0]: a Secret that nobody has opened"],
      [{ a: Promise.resolve(1) }, "result.a: a Promise that nobody has awaited"],
      [{ f: () => 1 }, "result.f: a function"],
      [{ a: undefined }, "result.a: undefined"],
      [undefined, "result: undefined"],
      [sparse, "result[1]: undefined"],
      [Symbol("x"), "result: a symbol"],
      [new Date(0), "result: a Date"],
      [/a/, "result: a RegExp"],
      [new Error("x"), "result: a Error"],
      [Object(1), "result: a Number"],
      [new DataView(new ArrayBuffer(8)), "result: a DataView"],
      [new ArrayBuffer(8), "result: a ArrayBuffer"],
      [new (class Rows {})(), "result: a Rows"],
      ["a\ud800", "result: a text with half a character in it"],
      [{ "\udc00": 1 }, /: a text with half a character in it$/],
      [Object.assign([1], { index: 0 }), "result: a list with named entries"],
      [{ [Symbol("x")]: 1 }, "result: an object with a symbol for a name"],
      [JSON.parse('{"__proto__": 1}'), "result.__proto__: a name that cannot be carried"],
      [Object.defineProperty({}, "x", { get: () => 1, enumerable: true }), /x: computed, or hid/],
      [Object.defineProperty({}, "x", { value: 1 }), "result.x: computed, or hidden"],
      [cycle, /\]: nested deeper than 64, or in itself$/],
      [Array(9).fill("x".repeat(2 ** 23)), "result[7]: more than 64 MiB of values"],
    ];
    for (const [x, words] of cases)
      if (typeof words === "string") assert.equal(found(x), words);
      else assert.match(found(x) ?? "", words);
  });

  it("one that holds itself twice over and over is not followed for ever", () => {
    let x: unknown = [1];
    for (let k = 0; k < 60; k++) x = [x, x];
    assert.match(found(x) ?? "", /more than 64 MiB of values$/);
  });

  it("JSON keeps a number what it is, −0 too; a bigint is its decimal text, a typed array a list", () => {
    assert.equal(
      jsonText(asJson({ a: -0, b: 2n ** 57n + 1n, c: Float64Array.of(0.5, -0), d: [1n, null] })),
      '{"a":-0,"b":"144115188075855873","c":[0.5,-0],"d":["1",null]}',
    );
    fc.assert(
      fc.property(values, (x) => {
        const json = asJson(x);
        assert.deepStrictEqual(parseJson(jsonText(json)), json);
      }),
    );
  });

  it("its canonical text is equal for equal values only", () => {
    const all: Value[] = [
      ...[0, -0, 0n, "0", "0n", "-0", null, "null", false, [], {}, [0], ["0"], [[]]],
      ...[{ a: 1 }, { a: 1n }, { b: 1 }, Uint8Array.of(0), Int8Array.of(0), Float64Array.of(-0)],
      ...[BigInt64Array.of(0n), "Uint8Array[0]", Float64Array.of(0), 2 ** 53, 2n ** 53n],
    ];
    const texts = all.map(canonical);
    assert.equal(new Set(texts).size, all.length);
    assert.equal(canonical({ b: [2], a: { y: 1, x: -0 } }), '{"a":{"x":-0,"y":1},"b":[2]}');
    fc.assert(
      fc.property(values, (x) => {
        const again = structuredClone(x);
        assert.equal(canonical(again), canonical(x));
        assert.equal(found(again), null);
      }),
    );
  });

  it("a whole number in JSON that no number holds is refused; what one holds is taken", () => {
    for (const text of ["12345678901234567890", '{"a":[9007199254740993]}', "-9007199254740993"])
      assert.throws(() => parseJson(text), {
        name: "RangeError",
        message: /^-?\d+ cannot be held exactly as a number: write it as a text, in quotes$/,
      });
    assert.throws(() => parseJson("[1e400]"), /1e400 is too large for a number/);
    assert.deepStrictEqual(
      parseJson('[1152921504606846976, 0.1, -0, 1e3, "12345678901234567890"]'),
      [2 ** 60, 0.1, -0, 1000, "12345678901234567890"],
    );
  });
});
