import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeBeat, parseBeat } from "../../../../host/node/life/datagram.ts";

const KEY = new Uint8Array(32).fill(7);
const beat = { from: 3, counter: 9, busyMs: 12_345, starved: true };
const keyOf = (from: number) => (from === 3 ? KEY : null);

describe("what a thread says of a party's life", () => {
  it("reads back as said", () => {
    assert.deepEqual(parseBeat(keyOf, 1, encodeBeat(KEY, 1, beat)), beat);
  });

  it("is nobody's word when forged, cut, longer, to somebody else, or of a stranger", () => {
    const good = encodeBeat(KEY, 1, beat);
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const forged = Buffer.from(good);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(parseBeat(keyOf, 1, forged), null, `bit ${bit}`);
    }
    for (let length = 0; length < good.length; length++)
      assert.equal(parseBeat(keyOf, 1, good.subarray(0, length)), null);
    assert.equal(parseBeat(keyOf, 1, Buffer.concat([good, Buffer.of(0)])), null);
    assert.equal(parseBeat(keyOf, 2, good), null);
    assert.equal(
      parseBeat(() => null, 1, good),
      null,
    );
    assert.equal(parseBeat(keyOf, 1, encodeBeat(new Uint8Array(32), 1, beat)), null);
  });
});
