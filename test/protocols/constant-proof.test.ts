import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Abort } from "../../network/abort.ts";
import { ProvedConstant, proveConstants } from "../../protocols/constant-proof.ts";
import {
  constant,
  contentsOf,
  encrypt,
  latticeParameters,
  prover,
} from "../support/lattice-parties.ts";
import { runParties } from "../support/parties.ts";
import { assertWire } from "../support/wire.ts";

const P60 = (1n << 60n) - (1n << 18n) + 1n;

describe("proveConstants", () => {
  for (const [degree, n, α] of [
    [64, 2, 0n],
    [64, 2, P60 - 1n],
    [64, 3, (P60 - 1n) / 2n],
    [16384, 2, 123456789012345678n],
  ] as const)
    it(`everybody goes on with C itself: ${degree < 16384 ? "N shrunk to" : "N ="} ${degree}, n = ${n}, α_0 = ${α}`, async () => {
      const { results } = await runParties(
        n,
        async (s) => {
          const p = await prover(s, latticeParameters(degree, 4, n));
          const plain = constant(p, s.self === 0 ? α : BigInt(s.self));
          const own = encrypt(p, plain);
          const proved = await proveConstants(s.child("constants"), p.bgv, p.keys, own);
          assert.ok(proved.every((c, i) => c instanceof ProvedConstant && c.owner === i));
          assert.ok(own.witness.plain.every((x) => x === 0n));
          assert.deepEqual(await contentsOf(p, "reply", proved), plain);
          return true;
        },
        { seed: `constants ${degree}` },
      );
      for (const result of results) if (result instanceof Abort) throw result;
    });

  it("keeps its wire format, N shrunk to 64", async () => {
    const { transcript } = await runParties(
      3,
      async (s) => {
        const p = await prover(s, latticeParameters(64, 2, 3));
        const own = encrypt(p, constant(p, 7n));
        await proveConstants(s.child("constants"), p.bgv, p.keys, own);
      },
      { seed: "wire" },
    );
    assertWire("protocols/constant-proof", transcript);
  });

  it("alone makes a ProvedConstant", () => {
    const Forged = ProvedConstant as unknown as new (...args: unknown[]) => unknown;
    for (const token of [undefined, Symbol("admitted"), "admitted"])
      assert.throws(() => new Forged(token, {}, {}), /^TypeError: a ProvedConstant comes from/);
  });
});
