/**
 * The primitives that a host may provide in a faster form: SHA-256, AES-256-CTR and the verification of Ed25519.
 * `portable` runs everywhere; host/node provides the same from node:crypto. test/contracts/suite.ts tests that all
 * suites give equal bytes.
 */
import { ctr } from "@noble/ciphers/aes.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** An incremental SHA-256. */
export interface Digest {
  update(bytes: Uint8Array): Digest;
  /** Returns 32 bytes and ends the digest. */
  digest(): Uint8Array;
}

/** An AES-256-CTR key stream with zero counter: each call returns the next bytes. */
export interface KeyStream {
  next(length: number): Uint8Array<ArrayBuffer>;
}

/** The primitives that a host brings: hashing, streams of key bytes, randomness apart. */
export interface Suite {
  readonly name: string;
  /** A new SHA-256 state. */
  sha256(): Digest;
  /** `key` has 32 bytes. */
  keyStream(key: Uint8Array): KeyStream;
  /**
   * Whether the signature is valid by RFC 8032. False for keys and signatures of any other length, and for public keys
   * of small order, for which anybody could sign. test/contracts/suite.ts tests this on every host.
   */
  verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

const BLOCK = 16;

/** All primitives from noble: slower than those of a host, with the same output. */
export const portable: Suite = {
  name: "noble",
  sha256: () => {
    const state = sha256.create();
    const digest: Digest = {
      update(bytes) {
        state.update(bytes);
        return digest;
      },
      digest: () => state.digest(),
    };
    return digest;
  },
  keyStream: (key) => {
    let block = 0n;
    let left: Uint8Array<ArrayBuffer> = new Uint8Array(0);
    return {
      next(length) {
        const out = new Uint8Array(length);
        const reused = Math.min(length, left.length);
        out.set(left.subarray(0, reused));
        left = left.subarray(reused);
        if (reused < length) {
          const blocks = Math.ceil((length - reused) / BLOCK);
          const counter = new Uint8Array(BLOCK);
          new DataView(counter.buffer).setBigUint64(8, block);
          const fresh = ctr(key, counter).encrypt(new Uint8Array(blocks * BLOCK));
          block += BigInt(blocks);
          out.set(fresh.subarray(0, length - reused), reused);
          left = fresh.slice(length - reused);
        }
        return out;
      },
    };
  },
  verifyEd25519: (signature, message, publicKey) => {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
