import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { equalBytes, hash, hex } from "../../crypto/hash.ts";
import { portable } from "../../crypto/suite.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { bytesFromHex } from "../support/bytes.ts";

/** A list of byte strings cut out of `bytes` at sorted places: all such lists join to the same bytes. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [0, ...places.map((k) => k % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((to, k) => bytes.subarray(at[k], to));
};

describe("hash", () => {
  it("is SHA-256 of count, lengths and parts, little-endian", () => {
    const le = (x: number) => {
      const out = Buffer.alloc(8);
      out.writeBigUInt64LE(BigInt(x));
      return out;
    };
    const bytes = Buffer.concat([
      le(3),
      ...[
        Buffer.from("label/v1"),
        Buffer.from("é"),
        Buffer.from([1, 2, 3]),
        le(2 ** 40 + 258),
      ].flatMap((part) => [le(part.length), part]),
    ]);
    const expected = createHash("sha256").update(bytes).digest("hex");
    for (const suite of [portable, nodeSuite])
      assert.equal(
        hex(hash(suite, "label/v1", "é", Uint8Array.of(1, 2, 3), 2 ** 40 + 258)),
        expected,
      );
  });

  // Deleting the lengths or the count makes lists that join to the same bytes collide.
  it("tells apart lists that differ only in where one part ends and the next begins", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        (bytes, one, other) => {
          const [a, b] = [cut(bytes, one), cut(bytes, other)];
          const same = a.length === b.length && a.every((x, k) => equalBytes(x, b[k]!));
          assert.equal(equalBytes(hash(nodeSuite, "l", ...a), hash(nodeSuite, "l", ...b)), same);
        },
      ),
      { numRuns: 500 },
    ));

  it("tells apart a label that swallows the first part, and empty parts from none", () => {
    const digests = [
      hash(nodeSuite, "ab", "c"),
      hash(nodeSuite, "a", "bc"),
      hash(nodeSuite, "abc"),
      hash(nodeSuite, "abc", ""),
      hash(nodeSuite, "abc", "", ""),
      hash(nodeSuite, "", "abc"),
    ].map(hex);
    assert.equal(new Set(digests).size, digests.length);
  });

  it("tells apart a list and one in which lengths were smuggled into a part", () => {
    // [u64 1]"x" inside one part imitates the prefix of a second part.
    const smuggled = bytesFromHex("61010000000000000078");
    assert.notEqual(hex(hash(nodeSuite, "l", smuggled)), hex(hash(nodeSuite, "l", "a", "x")));
  });

  it("refuses counters that are not lengths", () => {
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53])
      assert.throws(() => hash(nodeSuite, "l", bad), /^RangeError: hash/);
  });
});

describe("equalBytes", () => {
  it("compares length and every byte", () => {
    const a = Uint8Array.of(1, 2, 3);
    assert.ok(equalBytes(a, Uint8Array.of(1, 2, 3)));
    assert.ok(equalBytes(new Uint8Array(0), new Uint8Array(0)));
    for (const b of [
      [1, 2],
      [1, 2, 3, 0],
      [0, 2, 3],
      [1, 2, 4],
    ])
      assert.ok(!equalBytes(a, Uint8Array.from(b)));
  });
});
