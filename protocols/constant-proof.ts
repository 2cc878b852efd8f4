/**
 * Proof of an encrypted constant: every party proves that it knows the one integer in its ciphertext. The plaintext is
 * a constant polynomial, so it is the same in every slot. For Enc(α_i).
 *
 *   paper       [BCS19] ePrint 2019/035, proof for diagonal plaintexts; [KPR18] ePrint 2017/1230, Initialize
 *   invariant   a party that holds a ProvedConstant has verified that its owner knows short u, e0, e1 and one integer m
 *               of which it is the encryption
 *   rounds      those of proveShort
 *   traffic     one ciphertext, and for each repetition one masked integer and 3·N small ones
 *   soundness   2^-V for one attempt, V = keyRepetitions = s + 5; three of the five bits are the attempts'
 *   security    active, up to n−1 corruptions, with selective abort; names every prover of a wrong proof
 *   deviation   binary challenges, as a product with X^j is not a constant; the plaintext part of masks and
 *               answers is one integer on the wire, so another coefficient cannot be encoded; no
 *               doubling, as differences of challenges are ±1
 *
 * A non-constant α would let its owner test a guess about single slots of a secret.
 */
import { constantOpenings } from "../crypto/bgv/opening.ts";
import type { Bgv, Ciphertext } from "../crypto/bgv/scheme.ts";
import { hash } from "../crypto/hash.ts";
import type { Session } from "../network/session.ts";
import type { ProvedKey } from "./key-proof.ts";
import { type OwnCiphertext, zeroWitness } from "./plaintext-proof.ts";
import { proveShort } from "./prove-short.ts";
import type { Window } from "./window.ts";

/** Only the proof below calls it. */
let admit: (key: ProvedKey, ciphertext: Ciphertext) => ProvedConstant;
const ADMITTED = Symbol("admitted");

/** C, undoubled. This party has verified the proof of C itself, or owns C. */
export class ProvedConstant {
  readonly owner: number;
  readonly key: ProvedKey;
  readonly ciphertext: Ciphertext;

  private constructor(admitted: symbol, key: ProvedKey, ciphertext: Ciphertext) {
    if (admitted !== ADMITTED)
      throw new TypeError("a ProvedConstant comes from proveConstants only");
    this.owner = key.owner;
    this.key = key;
    this.ciphertext = ciphertext;
    Object.freeze(this);
  }

  static {
    admit = (key, ciphertext) => new ProvedConstant(ADMITTED, key, ciphertext);
  }
}

/** As verifiedByOwnThread of key-proof.ts. */
export const constantVerifiedByOwnThread = (key: ProvedKey, c: Ciphertext): ProvedConstant =>
  admit(key, c);

/**
 * Proves that our ciphertext encrypts a constant, and verifies the proofs of all others. Returns the ciphertexts in
 * party order. Zeroes the witness, its plaintext included, on success and on failure.
 *
 * @throws Abort as proveShort: "bad-proof" naming all whose proof is wrong, "malformed-message" naming the sender of
 *   residues that are not canonical or answers that are over-wide.
 */
export async function proveConstants(
  session: Session,
  bgv: Bgv,
  keys: readonly ProvedKey[],
  own: OwnCiphertext,
  prove: typeof proveShort = proveShort,
  window?: Window,
): Promise<ProvedConstant[]> {
  const { suite } = session;
  const publicKeys = keys.map(({ publicKey }) => publicKey);
  try {
    const proved = await prove(session, {
      label: "spdz-lab/constant-proof/v1",
      // The key id does not exist yet: it is a hash of these keys and of what is proved here.
      context: hash(
        suite,
        "spdz-lab/proved-keys/v1",
        ...publicKeys.map((key) => bgv.encodePublicKey(key)),
      ),
      openings: constantOpenings(bgv),
      keys: publicKeys,
      imageBytes: bgv.ciphertextBytes,
      encode: (c: Ciphertext) => bgv.encodeCiphertext(c),
      decode: (bytes) => bgv.decodeCiphertext(bytes),
      own: [{ image: own.ciphertext, witness: own.witness }],
      ...(window && { window }),
    });
    return proved.map(([c], owner) => admit(keys[owner]!, c!));
  } finally {
    zeroWitness(own.witness);
  }
}
