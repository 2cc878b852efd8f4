import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../../algebra/reference.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { Dealt } from "../../../offline/dealer/dealt.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";
import { batchItems, type Dealing, dealBatch } from "../../../offline/dealer/parcel.ts";
import { bitOf, shiftRight } from "../../../offline/dealer/secrets.ts";
import { assertMakeable } from "../../../offline/item-limits.ts";
import { Pile } from "../../../offline/pile.ts";

const field = referenceField(1152921504606584833n);
const dealing: Dealing = { n: 2, field, family: "authenticated", suite: nodeSuite };
const one = BigUint64Array.of(1n);

describe("the dealer's local steps", () => {
  it("shifts and takes bits as bigint does, at every distance, in any part of a buffer", () => {
    const words = fc.array(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 62 }), (values, f) => {
        const r = BigUint64Array.from([7n, ...values]).subarray(1);
        assert.deepEqual(
          [...shiftRight(r, f)],
          values.map((x) => x >> BigInt(f)),
        );
        assert.deepEqual(
          [...bitOf(r, f)],
          values.map((x) => (x >> BigInt(f)) & 1n),
        );
      }),
    );
    for (let f = 1; f < 63; f++)
      assert.equal(
        shiftRight(BigUint64Array.of(2n ** 63n - 1n), f)[0],
        (2n ** 63n - 1n) >> BigInt(f),
      );
  });

  it("refuses a matrix triple without a product, and an item too large to be dealt", () => {
    const shape = { rows: 2, inner: 2, columns: 2, pairs: 0, transposed: 0 };
    assert.throws(() => assertMakeable({ kind: "matrix-triple", shape }, field, 2), RangeError);
    const large = { rows: 5000, inner: 5000, columns: 5000, pairs: 1, transposed: 0 };
    assert.throws(() => batchItems(dealing, { kind: "matrix-triple", shape: large }), RangeError);
  });

  it("refuses a key in the plain family, and none in the other", () => {
    const plan = { item: { kind: "triple" }, count: 1, corrected: 0 } as const;
    const random = (length: number) => new Uint8Array(length);
    assert.throws(() => dealBatch(dealing, null, plan, random), TypeError);
    assert.throws(() => dealBatch({ ...dealing, family: "plain" }, one, plan, random), TypeError);
    const source = { take: async () => [], spare: () => new Map(), close: async () => {} };
    assert.throws(() => new Dealt(dealing, { id: "00", macKey: null }, source), TypeError);
    assert.throws(() => dealLocally(1, field, "plain", nodeSuite), RangeError);
  });

  it("without a seed deals differently every time, with one whatever the order of kinds", async () => {
    const first = async (seed: string | undefined, bitsFirst: boolean) => {
      const [party] = dealLocally(2, field, "plain", nodeSuite, seed);
      if (bitsFirst) await party!.bits(3);
      return (await party!.randoms(1)).value[0];
    };
    assert.notEqual(await first(undefined, false), await first(undefined, false));
    assert.notEqual(await first("a", false), await first("b", false));
    assert.equal(await first("a", false), await first("a", true));
  });
});

describe("a pile", () => {
  const run = (from: bigint, count: number) => [
    BigUint64Array.from({ length: count }, (_, j) => from + BigInt(j)),
    BigUint64Array.from({ length: 2 * count }, (_, j) => 100n + 2n * from + BigInt(j)),
  ];

  it("hands out first in, first out, across runs, never more than there is", () => {
    const pile = new Pile([1, 2]);
    pile.add(run(0n, 3), 3);
    pile.add(run(3n, 4), 4);
    assert.deepEqual(pile.take(2), [...run(0n, 2)]);
    assert.throws(() => pile.take(6), RangeError);
    assert.deepEqual(pile.take(4), [...run(2n, 4)]);
    assert.deepEqual(pile.take(1), [...run(6n, 1)]);
    assert.equal(pile.count, 0);
  });

  it("leaves nothing in memory when it is wiped, but what it handed out", () => {
    const pile = new Pile([1, 2]);
    const columns = run(5n, 4);
    pile.add(columns, 4);
    const [taken] = pile.take(1);
    pile.wipe();
    assert.deepEqual([...columns[0]!], [5n, 0n, 0n, 0n]);
    assert.deepEqual([...columns[1]!.subarray(2)], [0n, 0n, 0n, 0n, 0n, 0n]);
    assert.deepEqual([...taken!], [5n]);
    assert.equal(pile.count, 0);
  });
});
