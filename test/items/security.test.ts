import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { COMPARISON_MASK } from "../../items/kinds/comparison-mask.ts";
import { truncationMaskOf } from "../../items/kinds/truncation-mask.ts";
import { KINDS, kindName } from "../../items/kinds.ts";
import { addedOverP, termsOf } from "../../items/security.ts";
import { classesOf } from "../../protocols/security.ts";
import { exampleOf } from "../contracts/examples.ts";
import { letFail } from "../support/adding-kind.ts";

const field = prime60();

/** "2/p sacrifice" for each class of these items. */
const classes = (items: Record<string, number>, proved: boolean): string[] =>
  classesOf(termsOf(new Map(Object.entries(items)), field, proved)).map(
    ({ name, bound: { numerator, over } }) => `${numerator}/${over} ${name}`,
  );

describe("what items rest on", () => {
  it("is said of every kind: what it rests on itself, and what it is derived of, once a name", () => {
    const expected: Record<string, string[]> = {
      triple: ["1/p sacrifice"],
      square: ["2/p sacrifice"],
      bit: ["2/p sacrifice"],
      random: [],
      "input-mask": [],
      "matrix-triple": ["1/p sacrifice"],
      "comparison-mask": ["2/p sacrifice"],
      "digit-mask": ["2/p sacrifice"],
      "truncation-mask": ["2/p sacrifice"],
    };
    for (const { kind } of KINDS)
      for (const item of exampleOf(kind).items(field, 2)) {
        const own = classes({ [kindName(item)]: 1 }, true);
        assert.deepEqual(own.sort(), [...(expected[kind] ?? ["unknown"])].sort(), kind);
      }
  });

  it("is a sacrifice once however many there are, the largest of its kinds", () => {
    const used = { triple: 1e9, "comparison-mask": 1000, "truncation-mask/16": 23, random: 5 };
    assert.deepEqual(classes(used, true), ["2/p sacrifice"]);
    assert.deepEqual(classes({ triple: 7, "matrix-triple/2x2x2*1+0": 3 }, true), ["1/p sacrifice"]);
    assert.equal(addedOverP(new Map(Object.entries(used)), field), 0);
  });

  it("is added up of kinds that may fail with each use, whoever made them", (t) => {
    letFail(t, COMPARISON_MASK, truncationMaskOf(16, false));
    const used = { triple: 1e9, "comparison-mask": 1000, "truncation-mask/16": 23, random: 5 };
    assert.deepEqual(classes(used, true).sort(), ["1023/p errors", "2/p sacrifice"]);
    assert.deepEqual(classes(used, false), ["1023/p errors"]);
    assert.equal(addedOverP(new Map(Object.entries(used)), field), 1023);
    assert.equal(addedOverP(new Map([["comparison-mask", 2 ** 52]]), field), 2 ** 52);
  });

  it("is no sacrifice where whoever made them is trusted, and nothing where there are none", () => {
    assert.deepEqual(classes({ triple: 7, square: 7, "comparison-mask": 3 }, false), []);
    assert.deepEqual(classes({ square: 0, "comparison-mask": 0 }, true), []);
    assert.deepEqual(classes({}, true), []);
  });

  it("is never left out of the account for a name that nobody knows", () => {
    for (const name of ["tripel", "comparison-mask/", "truncation-mask", ""])
      for (const count of [0, 1])
        assert.throws(() => termsOf(new Map([[name, count]]), field, false), {
          name: "RangeError",
          message: /^not a kind of item/,
        });
  });
});
