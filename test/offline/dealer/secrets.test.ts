import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../../algebra/reference.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { takeBits } from "../../../items/kinds/bit.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { assertItem } from "../../../items/kinds.ts";
import { Dealt } from "../../../offline/dealer/dealt.ts";
import { batchItems, type Dealing, dealBatch } from "../../../offline/dealer/dealt-batch.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";

const field = referenceField(1152921504606584833n);
const dealing: Dealing = { n: 2, field, family: "authenticated", suite: nodeSuite };
const one = BigUint64Array.of(1n);

describe("the dealer's local steps", () => {
  it("refuses a matrix triple without a product, and an item too large to be dealt", () => {
    const shape = { rows: 2, inner: 2, columns: 2, pairs: 0, transposed: 0 };
    assert.throws(() => assertItem({ kind: "matrix-triple", shape }, field, 2), RangeError);
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
      if (bitsFirst) await takeBits(party!, 3);
      return (await takeRandoms(party!, 1)).value[0];
    };
    assert.notEqual(await first(undefined, false), await first(undefined, false));
    assert.notEqual(await first("a", false), await first("b", false));
    assert.equal(await first("a", false), await first("a", true));
  });
});
