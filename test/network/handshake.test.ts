import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { portable } from "../../crypto/suite.ts";
import { ConfigurationMismatch } from "../../network/abort.ts";
import {
  differences,
  encodeHello,
  type Hello,
  judgeProof,
  makeProof,
  parseHello,
  sessionIdOf,
} from "../../network/handshake.ts";
import { WIRE_VERSION } from "../../network/limits.ts";
import type { Signer } from "../../network/wire.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const channel = new Uint8Array(32).fill(7);

function signerOf(byte: number): Signer {
  const secret = new Uint8Array(32).fill(byte);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  };
}

const helloOf = (party: number, more: Partial<Hello> = {}): Hello => ({
  party,
  parties: 2,
  publicKey: signerOf(party).publicKey,
  nonce: random(32),
  agreement: { program: "p" },
  ...more,
});

describe("greetings", () => {
  it("read back as written", () => {
    const hello = helloOf(1, { agreement: { field: "p", "ä key": "", program: "x".repeat(3000) } });
    assert.deepEqual(parseHello(1, encodeHello(hello)), hello);
  });

  it("another wire version is refused by name, whatever else it says", () => {
    assert.throws(
      () => parseHello(3, encodeHello(helloOf(1), 7).subarray(0, 10)),
      (error: unknown) =>
        error instanceof ConfigurationMismatch &&
        error.differences[0] === `wire version: ${WIRE_VERSION} here, 7 at P3`,
    );
  });

  it("leftovers, cuts, disorder and garbage are refused", () => {
    const good = encodeHello(helloOf(1, { agreement: { a: "1", b: "2" } }));
    for (let length = 0; length < good.length; length++)
      assert.throws(() => parseHello(1, good.subarray(0, length)), RangeError);
    assert.throws(() => parseHello(1, Uint8Array.of(...good, 0)), RangeError);
    const swapped = good.slice();
    [swapped[swapped.length - 10], swapped[swapped.length - 4]] = [98, 97];
    assert.throws(() => parseHello(1, swapped), RangeError);
    assert.throws(() => parseHello(1, new Uint8Array(70_000)), RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        bytes.set(good.subarray(0, Math.min(10, bytes.length)));
        assert.throws(() => parseHello(1, bytes), RangeError);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it("an agreement that does not fit is refused where it is made", () => {
    const long = Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [`k${k}`, "x".repeat(3000)]),
    );
    assert.throws(() => encodeHello(helloOf(1, { agreement: long })), RangeError);
  });

  it("a peer's text cannot write on our terminal", () => {
    const [line] = differences({}, 1, { "a\u001b[2J": `b\n\u202e${"c".repeat(500)}` });
    assert.match(line!, /^[\x20-\x7e\ufffd…]*$/);
    assert.ok(line!.length < 300);
  });

  it("digests are shortened, and what only follows from another difference is left out", () => {
    const own = { program: `p (${"ab".repeat(32)})`, deadline: "1 s", heartbeat: "1 ms" };
    const their = { program: `p (${"cd".repeat(32)})`, deadline: "2 s", heartbeat: "2 ms" };
    assert.deepEqual(differences(own, 1, their), [
      "deadline: 1 s here, 2 s at P1",
      "program: p (abababababab) here, p (cdcdcdcdcdcd) at P1",
    ]);
    const alone = differences(own, 1, { ...own, heartbeat: "2 ms" });
    assert.deepEqual(alone, ["heartbeat: 1 ms here, 2 ms at P1"]);
  });

  it("names of Object.prototype are entries like any other", () => {
    assert.deepEqual(differences({}, 1, { constructor: "x" }), [
      "constructor: (not set) here, x at P1",
    ]);
  });
});

describe("proofs", () => {
  it("verify for their session, signer, receiver and channel, and for no other", async () => {
    const [a, b] = [signerOf(1), signerOf(2)];
    const id = sessionIdOf(portable, [helloOf(0), helloOf(1)]);
    const other = sessionIdOf(portable, [helloOf(0), helloOf(1)]);
    const proof = await makeProof(portable, a, id, 0, 1, channel);
    const judge = (key: Uint8Array, session: Uint8Array, from: number, to: number, raw = proof) =>
      judgeProof(portable, key, session, from, to, channel, raw);
    assert.equal(judge(a.publicKey, id, 0, 1), "authentic");
    assert.equal(judge(a.publicKey, other, 0, 1), "another session");
    assert.equal(judge(b.publicKey, id, 0, 1), "not authentic");
    assert.equal(judge(a.publicKey, id, 1, 0), "not authentic");
    assert.equal(judge(a.publicKey, id, 0, 2), "not authentic");
    assert.equal(judge(a.publicKey, id, 2, 1), "not authentic");
    assert.equal(
      judgeProof(portable, a.publicKey, id, 0, 1, new Uint8Array(0), proof),
      "not authentic",
    );
    const flipped = proof.slice();
    flipped[40]! ^= 1;
    assert.equal(judge(a.publicKey, id, 0, 1, flipped), "not authentic");
    assert.throws(() => judge(a.publicKey, id, 0, 1, proof.subarray(1)), RangeError);
  });

  it("the session id depends on every identity, nonce and entry of the agreement", () => {
    const base = [helloOf(0), helloOf(1)];
    const variants = [
      base,
      [helloOf(0), base[1]!],
      [base[0]!, helloOf(1, { nonce: base[0]!.nonce })],
      base.map((h) => ({ ...h, agreement: { program: "q" } })),
      base.map((h) => ({ ...h, agreement: { program: "p", x: "" } })),
      [base[1]!, base[0]!],
      [base[0]!, { ...base[1]!, publicKey: signerOf(5).publicKey }],
    ];
    const ids = variants.map((v) => Buffer.from(sessionIdOf(portable, v)).toString("hex"));
    assert.equal(new Set(ids).size, variants.length);
  });
});
