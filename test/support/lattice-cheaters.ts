/**
 * Provers that lie in the three boxes: they run the rounds on the bigint reference, which says on the wire what the
 * kernels would, with witnesses of any size.
 */
import { fromResidues, inverseTransform } from "../../algebra/ring/reference.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { hash } from "../../crypto/hash.ts";
import type { Session } from "../../network/session.ts";
import type { ShortProof } from "../../protocols/prove-short.ts";
import { clamped, computing, type PartName, rangeOf } from "./cheating-provers.ts";
import type { Prover } from "./lattice-parties.ts";
import type {
  Pair,
  Poly,
  ReferenceKey,
  ReferenceOpenings,
  ReferenceShape,
  Short,
} from "./reference-openings.ts";
import { referenceFor, ringCiphertext, ringPoly } from "./ring-images.ts";
import { Draws, honestShort } from "./short-proofs.ts";

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

/** A cheater in proveKeys: its image is a·s + t·e, which stands for −b. */
export function cheaterWithKey(session: Session, bgv: Bgv, a: RnsPoly): Cheat {
  const { shape, openings } = referenceFor(bgv.parameters, "key");
  const second = coefficientsOf(bgv.ring, a);
  const key = { first: second.map(() => 0n), second };
  return {
    shape,
    openings,
    key,
    proof: (own, lies) =>
      computing(
        {
          label: "spdz-lab/key-proof/v1",
          context: hash(session.suite, "spdz-lab/tossed-a/v1", bgv.encodePublicKey({ a, b: a })),
          openings,
          keys: Array.from({ length: session.n }, () => key),
          imageBytes: bgv.publicKeyBytes,
          encode: (pair) =>
            bgv.encodePublicKey({
              a,
              b: ringPoly(
                bgv.ring,
                pair.second.map((x) => -x),
              ),
            }),
          decode: () => ({ first: [], second: [] }),
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

/** Masks that are 0: what is answered is W·x itself. */
export function unmasked({ shape, openings }: Cheat): Lies {
  const zero = new Array<bigint>(shape.degree).fill(0n);
  const mask: Short = { plain: zero, u: zero, e0: zero, e1: zero };
  return {
    absorbMask: (digest, key) => openings.absorb(digest, openings.image(key, mask)),
    answer(out, _coins, row, witnesses) {
      openings.write(out, openings.respond(mask, row, witnesses));
      return true;
    },
  };
}

/**
 * Witnesses that under any challenge but 0 take one component to the first integer beyond the upper end of its range,
 * and no further.
 */
export function justBeyond(
  { shape, openings, key }: Cheat,
  part: PartName,
): ShortProof<ReferenceKey, Pair, Short>["own"] {
  const { width, bound } = rangeOf(shape, part);
  const zero = new Array<bigint>(shape.degree).fill(0n);
  // Of these two, one comes out positive under whatever sign; a constant is never turned over.
  const limit = width - bound;
  const beyond = [
    limit,
    part === "plain" && shape.kind === "constant" ? 0n : -limit,
    ...zero.slice(2),
  ];
  return Array.from({ length: shape.columns }, (_, k) => {
    const honest = honestShort(shape, new Draws("beyond", part, k));
    const witness = { ...honest, [part]: k === 0 ? beyond : zero };
    return { image: openings.image(key, witness), witness };
  });
}
