import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ear, encodeBeat } from "../../../../host/node/life/datagram.ts";

const KEY = new Uint8Array(32).fill(7);
const beat = { from: 3, counter: 9, busyMs: 12_345, starved: true };
const ear = (self = 1, key: Uint8Array | null = KEY) => new Ear([null, null, null, key], self);

describe("what a thread says of a party's life", () => {
  it("is heard as said", () => {
    assert.deepEqual(ear().hear(encodeBeat(KEY, 1, beat)), beat);
  });

  it("is nobody's word when forged, cut, longer, to somebody else, or of a stranger", () => {
    const good = encodeBeat(KEY, 1, beat);
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const forged = Buffer.from(good);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(ear().hear(forged), null, `bit ${bit}`);
    }
    for (let length = 0; length < good.length; length++)
      assert.equal(ear().hear(good.subarray(0, length)), null);
    assert.equal(ear().hear(Buffer.concat([good, Buffer.of(0)])), null);
    assert.equal(ear(2).hear(good), null);
    assert.equal(ear(1, null).hear(good), null);
    assert.equal(new Ear([null], 1).hear(good), null);
    assert.equal(ear().hear(encodeBeat(new Uint8Array(32), 1, beat)), null);
  });

  it("is heard once: a replay, of the last word or of an older one, shows no life", () => {
    const listener = ear();
    const [older, newer] = [9, 10].map((counter) => encodeBeat(KEY, 1, { ...beat, counter }));
    assert.notEqual(listener.hear(older!), null);
    assert.equal(listener.hear(older!), null);
    assert.notEqual(listener.hear(newer!), null);
    for (const replayed of [older!, newer!]) assert.equal(listener.hear(replayed), null);
  });
});
