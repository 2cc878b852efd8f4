import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { asIndices, bitOf, plusPrime, shiftRight } from "../../algebra/words.ts";

const MAX = 2n ** 64n - 1n;
const integers = fc.array(fc.bigInt({ min: 0n, max: MAX }), { minLength: 1 });

describe("words of vectors", () => {
  it("shifts and takes bits as bigint does, at every distance, in any part of a buffer", () => {
    fc.assert(
      fc.property(integers, (values) => {
        const all = [...values, 0n, 1n, MAX, 2n ** 32n, 2n ** 32n - 1n, 2n ** 63n];
        const c = BigUint64Array.from([7n, ...all]).subarray(1);
        for (let f = 0; f < 64; f++) {
          assert.deepEqual(
            [...shiftRight(c, f)],
            all.map((x) => x >> BigInt(f)),
          );
          assert.deepEqual(
            [...bitOf(c, f)],
            all.map((x) => (x >> BigInt(f)) & 1n),
          );
        }
        assert.deepEqual([...c], all);
      }),
    );
  });

  it("adds a prime as an integer, not reduced", () => {
    const p = 2n ** 60n - 2n ** 18n + 1n;
    const c = BigUint64Array.from([0n, 1n, p - 1n, 2n ** 32n - 1n, 2n ** 59n]);
    assert.deepEqual(
      [...plusPrime(c, p)],
      [...c].map((x) => x + p),
    );
  });

  it("takes numbers below 2^32 for indices, in any part of a buffer", () => {
    const c = BigUint64Array.of(7n, 0n, 3n, 2n ** 32n - 1n).subarray(1);
    assert.deepEqual([...asIndices(c)], [0, 3, 2 ** 32 - 1]);
  });
});
