import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import { keyOpenings } from "../../../crypto/bgv/key-opening.ts";
import { constantOpenings, type Openings, plaintextOpenings } from "../../../crypto/bgv/opening.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import { equalBytes, hash } from "../../../crypto/hash.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import {
  referenceFor,
  ringCiphertext,
  ringKey,
  ringKeyWitness,
  ringWitness,
} from "../../support/ring-images.ts";
import { Draws, honestShort } from "../../support/short-proofs.ts";

const coins = (...seed: (string | number)[]) =>
  new Prg(nodeSuite, hash(nodeSuite, "test/coins/v1", ...seed));

/** A prover on the kernels and the same on bigint: openings, key, images, witnesses of both. */
function both(
  kind: "plaintext" | "constant" | "key",
  degree: number,
  batch: number,
  seed: string,
  kernel: "fused" | "exact" = "fused",
) {
  const parameters = deriveParameters({
    parties: 2,
    statistical: 40,
    batch,
    degree,
    keys: "proved",
    insecureDegree: true,
  });
  const ring = createRing({ degree, primes: parameters.primes }, { kernel });
  const { shape, openings: reference } = referenceFor(parameters, kind);
  const draws = new Draws(seed);
  const q = parameters.primes.reduce((a, b) => a * b, 1n);
  const a = Array.from({ length: degree }, () => draws.between(0n, q - 1n));
  const referenceKey = reference.keyFor(a, draws.poly(degree, 1n), draws.poly(degree, 21n));
  const shorts = Array.from({ length: shape.columns }, () => honestShort(shape, draws));
  const pairs = shorts.map((short) => reference.image(referenceKey, short));
  const scheme = { ring, parameters };
  const key = ringKey(ring, referenceKey);
  // Of a key the image is all of it, and its second polynomial stands for −b.
  const kernels = (kind === "key"
    ? {
        openings: keyOpenings(scheme),
        key: key.a,
        images: pairs.map(({ second }) =>
          ringKey(ring, { first: second.map((x) => q - x), second: a }),
        ),
        witnesses: shorts.map(ringKeyWitness),
      }
    : {
        openings: kind === "plaintext" ? plaintextOpenings(scheme) : constantOpenings(scheme),
        key,
        images: pairs.map((pair) => ringCiphertext(ring, pair)),
        witnesses: shorts.map(ringWitness),
      }) as unknown as {
    openings: Openings<unknown, unknown, unknown>;
    key: unknown;
    images: unknown[];
    witnesses: unknown[];
  };
  return { ring, shape, reference, referenceKey, shorts, pairs, kernels };
}

for (const kind of ["plaintext", "constant", "key"] as const)
  describe(`openings of the ${kind} proof on the kernels`, () => {
    for (const [degree, batch, kernel] of [
      [8, 8, "fused"],
      [16, 3, "exact"],
      [64, 20, "fused"],
      [64, 20, "exact"],
    ] as const)
      it(`give the bytes of the bigint reference, N = ${degree}, U = ${batch}, ${kernel}`, () => {
        const { shape, reference, referenceKey, shorts, pairs, kernels, ring } = both(
          kind,
          degree,
          batch,
          "bytes",
          kernel,
        );
        const { openings, key, images, witnesses } = kernels;
        assert.deepEqual(
          [openings.rows, openings.columns, openings.rowBytes],
          [shape.rows, shape.columns, reference.rowBytes],
        );
        const W = openings.challenges(coins("W"));
        assert.deepEqual(W, reference.challenges(coins("W")));
        const allocated = ring.allocatedBytes;
        for (const [l, row] of W.slice(0, 4).entries()) {
          const digests = [nodeSuite.sha256(), nodeSuite.sha256()] as const;
          openings.absorbMask(digests[0], key, coins("Y", l));
          reference.absorbMask(digests[1], referenceKey, coins("Y", l));
          const A = digests[0].digest();
          assert.deepEqual(A, digests[1].digest(), "A");

          const answers = [new Uint8Array(openings.rowBytes), new Uint8Array(openings.rowBytes)];
          const fit = openings.answer(answers[0]!, coins("Y", l), row, witnesses);
          assert.equal(fit, reference.answer(answers[1]!, coins("Y", l), row, shorts));
          assert.deepEqual(answers[0], answers[1], "Z");
          assert.equal(openings.inRange(answers[0]!), fit);

          const differences = [nodeSuite.sha256(), nodeSuite.sha256()] as const;
          openings.absorbDifference(differences[0], key, answers[0]!, row, images);
          reference.absorbDifference(differences[1], referenceKey, answers[1]!, row, pairs);
          assert.deepEqual(differences[0].digest(), A, "Enc(Z) − W·C");
          assert.deepEqual(differences[1].digest(), A);
        }
        assert.equal(ring.allocatedBytes, allocated, "rows left behind");
      });

    it("leave nothing in the ring's memory: neither masks nor answers nor witnesses", () => {
      const { kernels, ring } = both(kind, 16, 3, "zeroed");
      const { openings, key, images, witnesses } = kernels;
      const [row] = openings.challenges(coins("W"));
      const out = new Uint8Array(openings.rowBytes);
      const run = () => {
        openings.absorbMask(nodeSuite.sha256(), key, coins("Y"));
        openings.answer(out, coins("Y"), row!, witnesses);
        openings.inRange(out);
        openings.absorbDifference(nodeSuite.sha256(), key, out, row!, images);
      };
      const memory = () => ring.bytes(0, ring.memoryBytes).slice();
      const before = memory();
      run();
      const after = memory();
      const grown = new Uint8Array(after.length);
      grown.set(before);
      assert.ok(equalBytes(after, grown));
    });
  });
