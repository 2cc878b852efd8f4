import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import { ProvedKey, proveKeys } from "../../protocols/key-proof.ts";
import { bgvOf, freshKey, latticeParameters } from "../support/lattice-parties.ts";
import { runParties } from "../support/parties.ts";
import { assertWire } from "../support/wire.ts";

describe("proveKeys", () => {
  for (const [degree, n] of [
    [64, 2],
    [64, 3],
    [16384, 2],
  ] as const)
    it(`honest keys are accepted: ${degree < 16384 ? "N shrunk to" : "N ="} ${degree}, n = ${n}`, async () => {
      const published: Uint8Array[] = [];
      const { results } = await runParties(
        n,
        async (s) => {
          const bgv = bgvOf(s, latticeParameters(degree, 2, n));
          const own = await freshKey(s.child("a"), bgv);
          published[s.self] = bgv.encodePublicKey(own.publicKey);
          const keys = await proveKeys(s.child("keys"), bgv, own);
          for (const x of [own.witness.s, own.witness.e]) assert.ok(x.every((v) => v === 0));
          assert.ok(keys.every((key, i) => key instanceof ProvedKey && key.owner === i));
          assert.ok(keys.every(({ publicKey }) => publicKey.a === own.publicKey.a));
          return keys.map(({ publicKey }) => bgv.encodePublicKey(publicKey));
        },
        { seed: `keys ${degree}` },
      );
      for (const result of results) {
        if (result instanceof Abort) throw result;
        assert.deepEqual(result, published);
      }
    });

  it("keeps its wire format, N shrunk to 64", async () => {
    const { transcript } = await runParties(
      3,
      async (s) => {
        const bgv = bgvOf(s, latticeParameters(64, 2, 3));
        await proveKeys(s.child("keys"), bgv, await freshKey(s.child("a"), bgv));
      },
      { seed: "wire" },
    );
    assertWire("protocols/key-proof", transcript);
  });

  it("alone makes a ProvedKey", () => {
    const Forged = ProvedKey as unknown as new (...args: unknown[]) => unknown;
    for (const token of [undefined, Symbol("admitted"), "admitted"])
      assert.throws(() => new Forged(token, 0, {}), /^TypeError: a ProvedKey comes from/);
  });
});
