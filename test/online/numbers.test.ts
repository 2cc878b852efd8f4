import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../algebra/reference.ts";
import { integerLimit, toNumbers, toResidues, toSigned } from "../../online/numbers.ts";
import { REAL } from "./parties.ts";

const FIELDS = [REAL, referenceField(11n), referenceField((1n << 61n) - 1n)];
const M = 2 ** 58 - 2 ** 18;

/** The word against which the words are held. */
const residue = (p: bigint, x: bigint) => ((x % p) + p) % p;

describe("numbers in and out", () => {
  it("become the residues that bigint arithmetic gives, whatever their sign and size", () => {
    const integers = fc.oneof(
      fc.constantFrom(0, -0, 1, -1, M, -M, 2 ** 32, -(2 ** 32), 2 ** 53, -(2 ** 53), 1 - 2 ** 32),
      fc.maxSafeInteger(),
      fc.double({ min: -M, max: M, noNaN: true }).map(Math.round),
    );
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.array(integers), (field, drawn) => {
        const limit = Number(integerLimit(field));
        const values = drawn.map((x) => (Math.abs(x) > limit ? x % 6 : x));
        const expected = values.map((x) => residue(field.p, BigInt(x)));
        assert.deepEqual([...toResidues(field, "x", values, 0)], expected);
        assert.deepEqual(toSigned(field, BigUint64Array.from(expected)), values.map(BigInt));
        assert.deepEqual(
          toNumbers(field, BigUint64Array.from(expected), 3),
          values.map((x) => Number(BigInt(x)) / 8),
        );
      }),
    );
  });

  it("every residue of 60 bits reads back as signed, and as the nearest double", () => {
    const { p } = REAL;
    const edges = [0n, 1n, p - 1n, (p - 1n) / 2n, (p + 1n) / 2n, 1n << 32n, (1n << 54n) + 1n];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edges), fc.bigInt(0n, p - 1n)), (x) => {
        const signed = x > p / 2n ? x - p : x;
        assert.deepEqual(toSigned(REAL, BigUint64Array.of(x)), [signed]);
        assert.deepEqual(toNumbers(REAL, BigUint64Array.of(x), 0), [Number(signed)]);
      }),
    );
  });

  it("fixed point rounds halves up, and what is out of range is refused by its place alone", () => {
    assert.deepEqual([...toResidues(REAL, "x", [0.5, -0.5, 0.25], 0 + 1)], [1n, REAL.p - 1n, 1n]);
    for (const bad of [M + 2 ** 6, -M - 2 ** 6, 1e300, -1e300])
      assert.throws(() => toResidues(REAL, "x", [1, bad], 0), /^RangeError: x: value 1 is out of/);
    for (const bad of [BigInt(M) + 1n, -BigInt(M) - 1n])
      assert.throws(() => toResidues(REAL, "x", [1n, bad], 0), /^RangeError: x: value 1 is out of/);
  });

  it("a private number never becomes a bigint", (t) => {
    const limits = t.mock.method(globalThis, "BigInt");
    const calls = (values: number[]) => {
      limits.mock.resetCalls();
      toResidues(REAL, "x", values, 4);
      return limits.mock.callCount();
    };
    assert.equal(calls(Array(100).fill(-3.25)), calls([]));
  });
});
