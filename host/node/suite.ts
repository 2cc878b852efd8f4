import { createCipheriv, createHash, createPublicKey, createSecretKey, verify } from "node:crypto";
import type { Digest, Suite } from "../../crypto/suite.ts";

const ZERO_COUNTER = new Uint8Array(16);
/** The key stream is the encryption of zeros. Never written to. */
const ZEROS = new Uint8Array(1 << 20);

/** All from node:crypto: SHA-256 and AES-256-CTR at 2 to 3 GB/s each. */
export const nodeSuite: Suite = {
  name: "node:crypto",
  sha256: () => {
    const state = createHash("sha256");
    const digest: Digest = {
      update(bytes) {
        state.update(bytes);
        return digest;
      },
      digest: () => owned(state.digest()),
    };
    return digest;
  },
  keyStream: (key) => {
    // Node 24 takes four times as long for the bytes alone: it throws inside to find that they are no key object.
    const cipher = createCipheriv("aes-256-ctr", createSecretKey(key), ZERO_COUNTER);
    return {
      next(length) {
        if (length <= ZEROS.length) return owned(cipher.update(ZEROS.subarray(0, length)));
        const out = new Uint8Array(length);
        for (let from = 0; from < length; from += ZEROS.length)
          out.set(cipher.update(ZEROS.subarray(0, Math.min(ZEROS.length, length - from))), from);
        return out;
      },
    };
  },
  verifyEd25519: (signature, message, publicKey) => {
    if (signature.length !== 64 || !isFit(publicKey)) return false;
    const x = Buffer.from(publicKey).toString("base64url");
    try {
      const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
      return verify(null, message, key, signature);
    } catch {
      return false;
    }
  },
};

/** The y of points of small order, little-endian: 0, 1, −1, and those of the four points of order 8. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/** Node verifies under any key: one that is not canonical (y ≥ 2^255 − 19) or of small order is refused here. */
function isFit(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const y = Buffer.from(publicKey);
  y[31]! &= 0x7f;
  const large = y[0]! >= 0xed && y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff);
  return !large && !SMALL_ORDER.has(y.toString("hex"));
}

/** The bytes in a buffer of their own, from its start: vectors need that. A copy where Node pools. */
function owned(bytes: Buffer<ArrayBufferLike>): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
