import assert from "node:assert/strict";
import { it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { fieldContract } from "../contracts/field.ts";

fieldContract("bigint, p = 11", () => referenceField(11n));
fieldContract("bigint, p = 101", () => referenceField(101n));
fieldContract("bigint, p = 2^61 − 1", () => referenceField((1n << 61n) - 1n));
fieldContract("bigint, p = 2^60 − 2^18 + 1", () => referenceField((1n << 60n) - (1n << 18n) + 1n));

it("refuses a modulus that is even, too small or too large", () => {
  for (const p of [1n, 2n, 12n, (1n << 63n) + 9n])
    assert.throws(() => referenceField(p), RangeError);
});
