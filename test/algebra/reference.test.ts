import assert from "node:assert/strict";
import { it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { fieldContract } from "../contracts/field.ts";

fieldContract("bigint, p = 11", () => referenceField(11n));
fieldContract("bigint, p = 101", () => referenceField(101n));
fieldContract("bigint, p = 2^61 − 1", () => referenceField((1n << 61n) - 1n));
fieldContract("bigint, p = 2^60 − 2^18 + 1", () => referenceField((1n << 60n) - (1n << 18n) + 1n));

it("refuses odd composites: squares, Carmichael numbers, strong pseudoprimes, products of large primes", () => {
  const composites = [9n, 15n, 121n, 561n, 2047n, 3_215_031_751n, 3_825_123_056_546_413_051n];
  for (const p of [...composites, 2_147_483_647n ** 2n, 2_147_483_647n * 2_147_483_629n])
    assert.throws(() => referenceField(p), RangeError, `${p}`);
  for (const p of [3n, 37n, 41n, 2_147_483_647n, (1n << 63n) - 25n])
    assert.equal(referenceField(p).p, p);
});

it("refuses a modulus that is even, too small or too large", () => {
  for (const p of [1n, 2n, 12n, (1n << 63n) + 9n])
    assert.throws(() => referenceField(p), RangeError);
});
