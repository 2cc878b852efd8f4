import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { prime60 } from "../../algebra/prime60.ts";
import {
  addDemands,
  demandOf,
  FORMS,
  formatDemand,
  missingFrom,
  NO_DEMAND,
  parseDemand,
  scaleDemand,
} from "../../items/demand.ts";
import { type ItemKind, KINDS, kindName } from "../../items/kinds.ts";
import { exampleOf } from "../contracts/examples.ts";

const small = fc.integer({ min: 1, max: 500 });
const kind: fc.Arbitrary<ItemKind> = fc.oneof(
  fc
    .constantFrom("triple", "square", "bit", "random", "comparison-mask")
    .map((simple): ItemKind => ({ kind: simple as "triple" })),
  small.map((owner): ItemKind => ({ kind: "input-mask", owner })),
  fc
    .record({ rows: small, inner: small, columns: small, pairs: small, transposed: small })
    .map((shape): ItemKind => ({ kind: "matrix-triple", shape })),
  fc
    .record({ f: fc.integer({ min: 1, max: 58 }), exact: fc.boolean() })
    .map((mask): ItemKind => ({ kind: "truncation-mask", ...mask })),
);
const demand = fc
  .array(fc.tuple(kind, fc.integer({ min: 0, max: 1e9 })), { maxLength: 8 })
  .map((entries) => addDemands(...entries.map(([item, count]) => demandOf(item, count))));

describe("a demand", () => {
  it("is read from what users write", () => {
    assert.deepEqual(
      [
        ...parseDemand(
          "triples=1e6, bits=1e5,input-masks/0=100,matrix=64x30x1*4+4,truncation/16=1000",
        ),
      ],
      [
        ["triple", 1_000_000],
        ["bit", 100_000],
        ["input-mask/0", 100],
        ["matrix-triple/64x30x1*4+4", 1],
        ["truncation-mask/16", 1000],
      ],
    );
    assert.deepEqual([...parseDemand("triple=2,triples=3")], [["triple", 5]]);
    assert.deepEqual(
      [...parseDemand("matrix/2x3x4*1+0=7,truncation/20/exact=1")],
      [
        ["matrix-triple/2x3x4*1+0", 7],
        ["truncation-mask/20/exact", 1],
      ],
    );
    assert.equal(parseDemand(" ").size, 0);
  });

  it("comes back from its own text", () => {
    fc.assert(
      fc.property(demand, (d) => {
        assert.deepEqual([...parseDemand(formatDemand(d))], [...d]);
      }),
      { numRuns: 300 },
    );
  });

  it("of any kind there is comes back as well, by its word and by its name", () => {
    for (const { kind, word } of KINDS)
      for (const item of exampleOf(kind).items(prime60(), 2)) {
        const one = demandOf(item, 3);
        assert.deepEqual([...parseDemand(formatDemand(one))], [...one]);
        assert.deepEqual([...parseDemand(`${kindName(item)}=3`)], [...one]);
        assert.ok(formatDemand(one).startsWith(word));
        assert.ok(FORMS.some((form) => form.startsWith(word)));
      }
  });

  it("adds, scales and subtracts", () => {
    fc.assert(
      fc.property(demand, demand, fc.integer({ min: 0, max: 5 }), (a, b, k) => {
        const sum = addDemands(a, b);
        for (const name of sum.keys())
          assert.equal(sum.get(name), (a.get(name) ?? 0) + (b.get(name) ?? 0));
        assert.deepEqual(scaleDemand(a, k), addDemands(...Array.from({ length: k }, () => a)));
        assert.deepEqual(missingFrom(sum, a), NO_DEMAND);
        assert.deepEqual(new Map(missingFrom(NO_DEMAND, a)), new Map(a));
      }),
    );
  });

  it("says which entry is wrong and what was expected", () => {
    for (const [text, message] of [
      ["triples", /"triples": expected kind=count/],
      ["=5", /expected kind=count/],
      ["triples=many", /"triples=many": expected a count/],
      ["triples=-1", /expected a count/],
      ["triples=1e30", /expected a count/],
      ["triples=0x10", /expected a count/],
      ["bits=1,pears=4", /"pears=4": expected one of triples/],
      ["constructor=4", /expected one of/],
      ["input-masks=4", /input-masks\/OWNER/],
      ["matrix=64x30", /matrix\/ROWS/],
      ["triples/3=4", /expected one of/],
      ["triples/=4", /expected one of/],
      ["truncation/016=4", /expected one of/],
    ] as const)
      assert.throws(() => parseDemand(text), { name: "RangeError", message });
    assert.throws(() => scaleDemand(NO_DEMAND, 0.5), RangeError);
    assert.throws(() => demandOf({ kind: "triple" }, -1), RangeError);
  });
});
