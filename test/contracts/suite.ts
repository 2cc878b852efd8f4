import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hex } from "../../crypto/hash.ts";
import { portable, type Suite } from "../../crypto/suite.ts";
import { bytesFromHex } from "../support/bytes.ts";

const KEY = bytesFromHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");

/** Known answers of SHA-256: FIPS 180-4 examples, and the empty message. */
const SHA256 = [
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
] as const;

/**
 * AES-256-CTR from the zero counter under the zero key. NIST's examples of CTR start at another counter, so
 * these are blocks of the GCM specification's test cases 13 and 14: H = E(0), the empty tag = E(1), and the
 * ciphertext of a zero block = E(2).
 */
const ZERO_KEY_STREAM = [
  "dc95c078a2408989ad48a21492842087",
  "530f8afbc74536b9a963b4f1c4cb738b",
  "cea7403d4d606b6e074ec5d3baf39d18",
].join("");

/** What every suite must give: equal bytes for equal questions, in buffers of their own. */
export function suiteContract(name: string, suite: Suite): void {
  describe(`the ${name} suite`, () => {
    it("knows NIST's SHA-256 answers", () => {
      for (const [text, digest] of SHA256)
        assert.equal(hex(suite.sha256().update(new TextEncoder().encode(text)).digest()), digest);
    });

    it("knows the AES-256 blocks of the GCM specification for counters 0, 1, 2", () => {
      assert.equal(hex(suite.keyStream(new Uint8Array(32)).next(48)), ZERO_KEY_STREAM);
    });

    it("hashes the same whatever the pieces", () =>
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
          const pieces = suite.sha256();
          for (const part of parts) pieces.update(part);
          const whole = portable.sha256().update(Uint8Array.from(parts.flatMap((x) => [...x])));
          assert.equal(hex(pieces.digest()), hex(whole.digest()));
        }),
        { numRuns: 100 },
      ));

    it("streams the same whatever the pieces, odd ones and none included", () =>
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }), (lengths) => {
          const total = lengths.reduce((a, b) => a + b, 0);
          const stream = suite.keyStream(KEY);
          const pieces = lengths.flatMap((length) => [...stream.next(length)]);
          assert.deepEqual(Uint8Array.from(pieces), portable.keyStream(KEY).next(total));
        }),
        { numRuns: 100 },
      ));

    it("streams megabytes in pieces across every boundary of its own", () => {
      const mebi = 1 << 20;
      const lengths = [mebi - 1, 2, mebi, mebi + 15, 3 * mebi + 7, 16];
      const total = lengths.reduce((a, b) => a + b, 0);
      const stream = suite.keyStream(KEY);
      const whole = portable.keyStream(KEY).next(total);
      let at = 0;
      for (const length of lengths) {
        const piece = stream.next(length);
        assert.equal(Buffer.compare(piece, whole.subarray(at, at + length)), 0, `at ${at}`);
        at += length;
      }
    });

    it("gives each answer a buffer of its own, from its start", () => {
      const stream = suite.keyStream(KEY);
      for (const length of [0, 1, 8, 24, 4096, (1 << 20) + 8]) {
        const piece = stream.next(length);
        assert.deepEqual([piece.byteOffset, piece.buffer.byteLength], [0, length]);
        piece.fill(255); // What a caller does with it is its own affair.
      }
      const again = suite.keyStream(KEY).next(64);
      assert.deepEqual(again, portable.keyStream(KEY).next(64));
    });

    it("keeps streams apart: one does not move another", () => {
      const [a, b] = [suite.keyStream(KEY), suite.keyStream(KEY)];
      a.next(100);
      assert.deepEqual(b.next(32), portable.keyStream(KEY).next(32));
    });
  });
}
