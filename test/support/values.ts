/** Values of all kinds, for property tests. */
import fc from "fast-check";
import type { Value } from "../../online/value.ts";

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const text = fc.string({ unit: "binary" });

/** What formats are known to confuse with something else. */
const SPECIAL: readonly Value[] = [
  ...[-0, 0, 0n, 1, 1n, "1", "1n", "", "-0", -1, -1n],
  ...[2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 2 ** 63, 2 ** 64, 1e300, 5e-324],
  ...[2n ** 31n, 2n ** 40n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n],
  ...[2n ** 57n + 1n, -(2n ** 64n), 2n ** 2000n, -(2n ** 2000n)],
  ...[[], {}, [[]], [null], { "": null }, { length: 1 }, { "0": 1, "10": 2, "9": 3 }],
];

export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...SPECIAL),
    fc.constantFrom(null, true, false),
    fc.double(finite),
    fc.maxSafeInteger(),
    fc.bigInt(),
    text,
    fc.int8Array(),
    fc.uint8Array(),
    fc.uint8ClampedArray(),
    fc.int16Array(),
    fc.uint16Array(),
    fc.int32Array(),
    fc.uint32Array(),
    fc.float32Array(finite),
    fc.float64Array(finite),
    fc.bigInt64Array(),
    fc.bigUint64Array(),
    fc.array(tie("value")),
    fc.dictionary(
      text.filter((name) => name !== "__proto__"),
      tie("value"),
      { noNullPrototype: true },
    ),
  ),
})).value;
