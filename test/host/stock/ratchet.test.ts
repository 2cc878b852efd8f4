import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type BlockName,
  keyAfter,
  nextKey,
  openBlock,
  sealBlock,
} from "../../../host/node/stock/ratchet.ts";

const name: BlockName = { storeId: "s", keyId: "k", party: 1, kind: "bit", index: 3, items: 5 };
const key = Uint8Array.from({ length: 32 }, (_, k) => k);
const plain = Uint8Array.from({ length: 80 }, (_, k) => 255 - k);

describe("the ratchet of a segment", () => {
  it("opens what it sealed", () => {
    const sealed = sealBlock(key, name, plain);
    assert.equal(sealed.length, plain.length + 16);
    assert.deepEqual(openBlock(key, name, sealed), plain);
  });

  it("a block opens under no other store, key id, party, kind, index or count", () => {
    const sealed = sealBlock(key, name, plain);
    const others = { storeId: "t", keyId: "l", party: 2, kind: "random", index: 4, items: 6 };
    for (const [field, value] of Object.entries(others))
      assert.equal(openBlock(key, { ...name, [field]: value }, sealed), null, field);
  });

  it("a later key opens no earlier block, and leaves its own alone", () => {
    const sealed = sealBlock(key, name, plain);
    let later: Uint8Array = key;
    for (let steps = 1; steps < 5; steps++) {
      later = nextKey(later);
      assert.deepEqual(keyAfter(key, steps), later);
      assert.equal(openBlock(later, name, sealed), null);
    }
    const same = keyAfter(key, 0);
    assert.deepEqual(same, key);
    assert.notEqual(same, key);
  });

  it("refuses every flipped bit and every cut", () => {
    const sealed = sealBlock(key, name, plain);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const flipped = Uint8Array.from(sealed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(openBlock(key, name, flipped), null, `bit ${bit}`);
    }
    for (let length = 0; length < sealed.length; length++)
      assert.equal(openBlock(key, name, sealed.subarray(0, length)), null);
  });
});
