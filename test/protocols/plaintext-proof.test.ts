import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { Abort } from "../../network/abort.ts";
import { ProvedPlaintext, provePlaintexts } from "../../protocols/plaintext-proof.ts";
import {
  contentsOf,
  encrypt,
  latticeParameters,
  prover,
  uniform,
} from "../support/lattice-parties.ts";
import { runParties } from "../support/parties.ts";
import { assertWire } from "../support/wire.ts";

const field = prime60();

describe("provePlaintexts", () => {
  for (const { degree, U, brought, n } of [
    { degree: 64, U: 3, brought: 3, n: 2 },
    { degree: 64, U: 20, brought: 20, n: 2 },
    { degree: 64, U: 3, brought: 1, n: 3 },
    { degree: 16384, U: 12, brought: 12, n: 2 },
  ])
    it(`everybody goes on with 2·C, its owner with 2·m: ${degree < 16384 ? "N shrunk to" : "N ="} ${degree}, U = ${U}, ${brought} brought, n = ${n}`, async () => {
      const { results } = await runParties(
        n,
        async (s) => {
          const p = await prover(s, latticeParameters(degree, U, n));
          const plains = uniform(p, brought);
          const own = plains.map((plain) => encrypt(p, plain));
          const before = p.bgv.ring.allocatedBytes;
          const proved = await provePlaintexts(s.child("proof"), p.bgv, p.keys, own, "key");

          const received = p.bgv.ring.allocatedBytes - before;
          const size = 2 * p.bgv.parameters.level * 8 * degree;
          assert.equal(received, (n - 1) * brought * size, "memory beyond the ciphertexts");
          assert.deepEqual(
            proved.plaintexts,
            plains.map((plain) => field.add(plain, plain)),
          );
          for (const [owner, list] of proved.ciphertexts.entries()) {
            assert.equal(list.length, brought);
            for (const c of list) {
              assert.ok(c instanceof ProvedPlaintext);
              assert.deepEqual([c.owner, c.key], [owner, p.keys[owner]]);
            }
          }
          for (const k of [0, brought - 1].slice(0, brought)) {
            const column = proved.ciphertexts.map((list) => list[k]!);
            assert.deepEqual(await contentsOf(p, `reply ${k}`, column), proved.plaintexts[k]);
          }
          for (const { witness } of own) {
            const { plain, u, e0, e1 } = witness;
            assert.ok(
              plain.every((x) => x === 0n),
              "the plaintext stays behind",
            );
            for (const x of [u, e0, e1]) assert.ok(x.every((v) => v === 0));
          }
          return true;
        },
        { seed: `honest ${degree}` },
      );
      for (const result of results) if (result instanceof Abort) throw result;
    });

  it("keeps its wire format, N shrunk to 64", async () => {
    const { transcript } = await runParties(
      3,
      async (s) => {
        const p = await prover(s, latticeParameters(64, 2, 3));
        const own = uniform(p, 2).map((plain) => encrypt(p, plain));
        await provePlaintexts(s.child("proof"), p.bgv, p.keys, own, "key");
      },
      { seed: "wire" },
    );
    assertWire("protocols/plaintext-proof", transcript);
  });

  it("takes 1 to U ciphertexts", async () => {
    for (const count of [0, 3])
      await assert.rejects(
        runParties(2, async (s) => {
          const p = await prover(s, latticeParameters(64, 2));
          const own = uniform(p, count).map((plain) => encrypt(p, plain));
          await provePlaintexts(s.child("proof"), p.bgv, p.keys, own, "key");
        }),
        /^RangeError: a proof of [03] ciphertexts/,
      );
  });

  it("alone makes a ProvedPlaintext", () => {
    const Forged = ProvedPlaintext as unknown as new (...args: unknown[]) => unknown;
    for (const token of [undefined, Symbol("admitted"), "admitted"])
      assert.throws(() => new Forged(token, {}, {}), /^TypeError: a ProvedPlaintext comes from/);
  });
});
