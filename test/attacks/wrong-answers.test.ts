/** Answers that are wrong in one place, as a verifier meets them: on the kernels. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { equalBytes, hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { type LocalProof, localProof } from "../support/local-proof.ts";
import { LONG } from "../support/long.ts";

const draws = (what: string) => new Prg(nodeSuite, hash(nodeSuite, "test/wrong/v1", what));

/** Whether a verifier believes a row of Z: its range, and its own part of the hash. */
function believes(proof: LocalProof, l: number, row: Uint8Array, expected: Uint8Array): boolean {
  try {
    return proof.openings.inRange(row) && equalBytes(proof.differenceDigest(l, row), expected);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

describe("a wrong coefficient of Z", () => {
  const places = LONG ? 1000 : 300;
  it(`is found at each of ${places} random places, N = 16384`, () => {
    const proof = localProof("plaintext", 16384, 2, "places");
    assert.ok(proof.verifies(proof.answer));
    const { rows, rowBytes } = proof.openings;
    const expected = Array.from({ length: rows }, (_, l) => proof.maskDigest(l));
    const random = draws("places");
    for (let k = 0; k < places; k++) {
      const [l, at, bit] = [rows, rowBytes, 8].map((bound) => random.below(bound, 1)[0]!);
      const row = proof.row(proof.answer, l!).slice();
      row[at!]! ^= 1 << bit!;
      assert.equal(believes(proof, l!, row, expected[l!]!), false, `row ${l}, bit ${bit} of ${at}`);
    }
    for (const [l, digest] of expected.entries())
      assert.ok(believes(proof, l, proof.row(proof.answer, l), digest));
  });

  for (const kind of ["plaintext", "constant", "key"] as const)
    it(`is found at every place of every component, by one bit and by its sign: ${kind}, N shrunk to 16`, () => {
      const proof = localProof(kind, 16, 3, "every");
      assert.ok(proof.verifies(proof.answer));
      for (const l of [0, proof.openings.rows - 1]) {
        const expected = proof.maskDigest(l);
        const honest = proof.row(proof.answer, l);
        for (let at = 0; at < honest.length; at++)
          for (const change of [1, 128]) {
            const row = honest.slice();
            row[at]! ^= change;
            assert.equal(believes(proof, l, row, expected), false, `byte ${at} of row ${l}`);
          }
      }
    });

  it("is found in whichever row, and in the nonce, by the one hash of all: N shrunk to 16", () => {
    for (const kind of ["plaintext", "constant", "key"] as const) {
      const proof = localProof(kind, 16, 3, "rows");
      for (let l = -1; l < proof.openings.rows; l++) {
        const changed = proof.answer.slice();
        changed[l < 0 ? 5 : 32 + (l + 1) * proof.openings.rowBytes - 12]! ^= 1;
        assert.equal(proof.verifies(changed), false);
      }
      assert.ok(proof.verifies(proof.answer));
    }
  });

  it("rows that are exchanged are found", () => {
    const proof = localProof("plaintext", 16, 3, "exchange");
    const changed = proof.answer.slice();
    changed.set(proof.row(proof.answer, 0), 32 + proof.openings.rowBytes);
    changed.set(proof.row(proof.answer, 1), 32);
    assert.equal(proof.verifies(changed), false);
  });

  it("a wrong residue of a ciphertext is found", () => {
    const proof = localProof("plaintext", 16, 3, "residue");
    const images = proof.images as {
      c0: { at: number; level: number };
      c1: (typeof images)[0]["c0"];
    }[];
    for (const { c0, c1 } of images)
      for (const poly of [c0, c1])
        for (let i = 0; i < poly.level; i++) {
          const residues = proof.bgv.ring.residues(poly as never, i);
          const kept = residues[7]!;
          residues[7] = kept === 0 ? 1 : kept - 1;
          assert.equal(proof.verifies(proof.answer), false);
          residues[7] = kept;
        }
    assert.ok(proof.verifies(proof.answer));
  });
});
