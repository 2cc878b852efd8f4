import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plain } from "../../online/operation.ts";
import { bitsOf, numbersOf } from "../../online/secret-type.ts";
import { examplesOf, plainsIn, prepared, RECORDS } from "./examples.ts";

/** As small as a declared range may be at this scale, with more than one number in it. */
const small = ({ shape, scale, type }: Plain) =>
  type === "bit" ? bitsOf(shape) : numbersOf(shape, scale, [-(2 ** -scale), 2 ** -scale]);

describe("a result has a range where all operands have small ones: without a range it can leave ±M, and is refused", () => {
  for (const of of RECORDS) {
    if (of.form === "other") continue;
    const examples = examplesOf(of, 0).filter((args) => plainsIn(args).length > 0);
    if (examples.length === 0) continue;
    it(of.name, () => {
      for (const args of examples) {
        const made = prepared(of, args, { typeOf: small });
        assert.ok("gives" in made);
        assert.notEqual(made.gives.range, null, JSON.stringify(args, text));
      }
    });
  }
});

const text = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);
