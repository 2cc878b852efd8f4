import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ED25519_TORSION_SUBGROUP } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { hex } from "../../crypto/hash.ts";
import { portable, type Suite } from "../../crypto/suite.ts";
import { bytesFromHex, flipped } from "../support/bytes.ts";

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

/** Public key, message, signature: RFC 8032, section 7.1, tests 1 and 2. */
const SIGNED = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
] as const;
/** L, the order of the group, little-endian. */
const ORDER = bytesFromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

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

    it("knows a signature of RFC 8032, section 7.1", () => {
      for (const [key, message, signature] of SIGNED.map((texts) => texts.map(bytesFromHex)))
        assert.ok(suite.verifyEd25519(signature!, message!, key!));
    });

    it("a signature of something else, of another key, too short, too long, or with S + L, is none", () => {
      const [key, message, signature] = SIGNED[1]!.map(bytesFromHex);
      const other = bytesFromHex(SIGNED[0]![0]);
      const of = (s: Uint8Array, m = message!, k = key!) => suite.verifyEd25519(s, m, k);
      assert.ok(of(signature!));
      for (let at = 0; at < 64; at++) assert.ok(!of(flipped(signature!, at)), `byte ${at}`);
      for (const s of [signature!.slice(1), new Uint8Array([...signature!, 0]), new Uint8Array(0)])
        assert.ok(!of(s));
      assert.ok(!of(signature!, flipped(message!)));
      for (const k of [other, key!.slice(1), new Uint8Array([...key!, 0]), new Uint8Array(0)])
        assert.ok(!of(signature!, message, k));
      let carry = 0;
      const shifted = signature!.map((byte, at) => {
        if (at < 32) return byte;
        carry += byte + ORDER[at - 32]!;
        const low = carry & 255;
        carry >>= 8;
        return low;
      });
      assert.ok(!of(shifted), "S + L");
    });

    it("a public key of small order, however it is written, under which anybody could sign", () => {
      const signature = new Uint8Array(64);
      signature[0] = 1; // R is the neutral element, S = 0.
      const p = bytesFromHex(`ed${"ff".repeat(30)}7f`);
      const notCanonical = Array.from({ length: 19 }, (_, k) => p.with(0, 0xed + k));
      const keys = [...ED25519_TORSION_SUBGROUP.map(bytesFromHex), ...notCanonical];
      for (const key of keys.flatMap((k) => [k, k.with(31, k[31]! ^ 0x80)]))
        for (let message = 0; message < 20; message++)
          assert.ok(!suite.verifyEd25519(signature, Uint8Array.of(message), key), hex(key));
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
