/**
 * Provers that lie in the three boxes: they run the rounds on the bigint reference, which says on the wire what the
 * kernels would, with witnesses of any size.
 */
import { fromResidues, inverseTransform } from "../../algebra/ring/reference.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import { hash } from "../../crypto/hash.ts";
import type { ShortProof } from "../../protocols/prove-short.ts";
import { clamped, computing } from "./cheating-provers.ts";
import type { Prover } from "./lattice-parties.ts";
import type {
  Pair,
  Poly,
  ReferenceKey,
  ReferenceOpenings,
  ReferenceShape,
  Short,
} from "./reference-openings.ts";
import { referenceFor, ringCiphertext } from "./ring-images.ts";

export type Lies = Partial<ReferenceOpenings>;

/** Coefficients mod q of a polynomial in NTT form. */
export function coefficientsOf(ring: Ring, poly: RnsPoly): Poly {
  const primes = ring.primes.slice(0, poly.level).map(({ q }) => q);
  const residues = primes.map((q, i) =>
    inverseTransform(
      [...ring.residues(poly, i)].map((x) => BigInt(x)),
      q,
    ),
  );
  return residues[0]!.map((_, j) =>
    fromResidues(
      residues.map((values) => values[j]!),
      primes,
    ),
  );
}

export interface Cheat {
  readonly shape: ReferenceShape;
  readonly openings: ReferenceOpenings;
  /** Our own key. */
  readonly key: ReferenceKey;
  /** What proveShort takes; verifies nobody. */
  proof(
    own: ShortProof<ReferenceKey, Pair, Short>["own"],
    lies: Lies,
  ): ShortProof<ReferenceKey, Pair, Short>;
}

/** A cheater in provePlaintexts under `keyId`, or in proveConstants. */
export function cheaterIn(kind: "plaintext" | "constant", p: Prover, keyId: string): Cheat {
  const { session, bgv, keys } = p;
  const { shape, openings } = referenceFor(bgv.parameters, kind);
  const { a, b } = keys[session.self]!.publicKey;
  const key = { first: coefficientsOf(bgv.ring, b), second: coefficientsOf(bgv.ring, a) };
  const context =
    kind === "plaintext"
      ? keyId
      : hash(
          session.suite,
          "spdz-lab/proved-keys/v1",
          ...keys.map(({ publicKey }) => bgv.encodePublicKey(publicKey)),
        );
  const zero: Pair = { first: [], second: [] };
  return {
    shape,
    openings,
    key,
    proof: (own, lies) =>
      computing(
        {
          label: `spdz-lab/${kind}-proof/v1`,
          context,
          openings,
          keys: keys.map(() => key),
          imageBytes: bgv.ciphertextBytes,
          encode: (pair) => bgv.encodeCiphertext(ringCiphertext(bgv.ring, pair)),
          decode: () => zero,
          own,
        },
        { inRange: () => true, absorbDifference: () => {}, ...lies },
      ),
  };
}

/** Answers with what is out of range forced into it. */
export const forced = ({ shape, openings }: Cheat): Lies => ({
  answer(out, coins, row, witnesses) {
    openings.write(out, clamped(shape, openings.respond(openings.mask(coins), row, witnesses)));
    return true;
  },
});
