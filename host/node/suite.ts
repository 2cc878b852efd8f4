import { createCipheriv, createHash } from "node:crypto";
import type { Digest, Suite } from "../../crypto/suite.ts";

const ZERO_COUNTER = new Uint8Array(16);

/** SHA-256 and AES-256-CTR from node:crypto: about 2 GB/s. */
export const nodeSuite: Suite = {
  name: "node:crypto",
  sha256: () => {
    const state = createHash("sha256");
    const digest: Digest = {
      update(bytes) {
        state.update(bytes);
        return digest;
      },
      digest: () => new Uint8Array(state.digest()),
    };
    return digest;
  },
  keyStream: (key) => {
    const cipher = createCipheriv("aes-256-ctr", key, ZERO_COUNTER);
    return {
      next(length) {
        const stream = cipher.update(new Uint8Array(length));
        // Small results may sit in Node's shared pool at an odd offset; vectors need a buffer of their own.
        return new Uint8Array(stream);
      },
    };
  },
};
