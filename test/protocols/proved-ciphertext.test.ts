import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProvedConstant } from "../../protocols/constant-proof.ts";
import { ProvedPlaintext } from "../../protocols/plaintext-proof.ts";
import { assertProved, type ProvedCiphertext } from "../../protocols/proved-ciphertext.ts";

describe("assertProved", () => {
  it("takes what the two verifiers make", () => {
    for (const kind of [ProvedPlaintext, ProvedConstant])
      assertProved(Object.create(kind.prototype) as ProvedCiphertext);
  });

  it("refuses what only looks like it: no reply before the proof", () => {
    const looksLike = { owner: 1, key: {}, ciphertext: {} } as unknown as ProvedCiphertext;
    for (const fake of [looksLike, undefined as unknown as ProvedCiphertext])
      assert.throws(() => assertProved(fake), /^TypeError: a reply needs a ciphertext whose proof/);
  });
});
