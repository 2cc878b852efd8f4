/** What the bigint reference computes, in the ring's memory: keys, ciphertexts and witnesses of any size. */
import { mod } from "../../algebra/ring/integers.ts";
import { transform } from "../../algebra/ring/reference.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import type { Ciphertext, KeyWitness, PublicKey, Witness } from "../../crypto/bgv/scheme.ts";
import {
  type Pair,
  type Poly,
  type ReferenceOpenings,
  type ReferenceShape,
  referenceOpenings,
  type Short,
} from "./reference-openings.ts";
import { P60 } from "./short-proofs.ts";

/** Coefficients mod q as canonical residues in NTT form. */
export function ringPoly(ring: Ring, coefficients: Poly): RnsPoly {
  const poly = ring.allocate(ring.primes.length);
  for (const [i, { q }] of ring.primes.entries())
    ring.residues(poly, i).set(
      transform(
        coefficients.map((x) => mod(x, q)),
        q,
      ).map(Number),
    );
  return poly;
}

export const ringKey = (ring: Ring, { first, second }: Pair): PublicKey => ({
  b: ringPoly(ring, first),
  a: ringPoly(ring, second),
});

export const ringCiphertext = (ring: Ring, { first, second }: Pair): Ciphertext => ({
  c0: ringPoly(ring, first),
  c1: ringPoly(ring, second),
});

const bytes = (x: Poly): Int8Array<ArrayBuffer> => Int8Array.from(x, Number);

export const ringWitness = ({ plain, u, e0, e1 }: Short): Witness => ({
  plain: BigUint64Array.from(plain, (x) => mod(x, P60)),
  u: bytes(u),
  e0: bytes(e0),
  e1: bytes(e1),
});

export const ringKeyWitness = ({ u, e1 }: Short): KeyWitness => ({ s: bytes(u), e: bytes(e1) });

/** The reference of the same proof with the same parameters: equal bytes everywhere. */
export function referenceFor(
  parameters: BgvParameters,
  kind: ReferenceShape["kind"],
): { shape: ReferenceShape; openings: ReferenceOpenings } {
  const { degree, primes, U, V, keyRepetitions, masks, keyMasks, constantMasks } = parameters;
  const columns = kind === "plaintext" ? U : 1;
  const { plainBits, uBits, errorBits } =
    kind === "plaintext"
      ? masks
      : kind === "constant"
        ? constantMasks
        : { plainBits: 0, uBits: keyMasks.secretBits, errorBits: keyMasks.errorBits };
  const shape: ReferenceShape = {
    kind,
    degree,
    t: P60,
    primes,
    rows: kind === "plaintext" ? V : keyRepetitions,
    columns,
    bits: { plain: plainBits, u: uBits, error: errorBits },
    bounds: { plain: BigInt(columns) << 59n, u: BigInt(columns), error: 21n * BigInt(columns) },
    transform: (x, q) => transform(x, q),
  };
  return { shape, openings: referenceOpenings(shape) };
}
