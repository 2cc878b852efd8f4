/**
 * Proof of plaintext and randomness: every party proves that it knows what is in its ciphertexts, and that it is
 * short. It proves C = Enc(m; u, e0, e1) for U ciphertexts at a time.
 *
 *   paper       [BCS19] ePrint 2019/035 (TopGear), each prover by itself; [KPR18] ePrint 2017/1230, LowGear
 *   invariant   a party that holds a ProvedPlaintext has verified that its owner knows m, u, e0, e1 within the slack
 *               of which it is the encryption
 *   rounds      those of proveShort
 *   traffic     2·level·N residues of 50 bits for a ciphertext; V·26·N bytes for all U (widths at s = 40)
 *   soundness   8·(2N + 1)^-V for a ciphertext that is not a short encryption; 2^-s with the extractor's two bits
 *   security    active, up to n−1 corruptions, with selective abort; names every prover of a wrong proof
 *   deviation   interactive with rejection; ranges of masks are powers of two. As in the paper the proof is about
 *               2·C only: all parties continue with 2·C, and the prover with 2·m
 */
import type { Vector } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import { plaintextOpenings } from "../crypto/bgv/opening.ts";
import type { Bgv, Ciphertext, Witness } from "../crypto/bgv/scheme.ts";
import type { Session } from "../network/session.ts";
import type { ProvedKey } from "./key-proof.ts";
import { proveShort } from "./prove-short.ts";
import type { Window } from "./window.ts";

/** Only the proof below calls it. */
let admit: (key: ProvedKey, ciphertext: Ciphertext) => ProvedPlaintext;
const ADMITTED = Symbol("admitted");

/** 2·C. This party has verified the proof of C itself, or owns C. */
export class ProvedPlaintext {
  readonly owner: number;
  readonly key: ProvedKey;
  readonly ciphertext: Ciphertext;

  private constructor(admitted: symbol, key: ProvedKey, ciphertext: Ciphertext) {
    if (admitted !== ADMITTED)
      throw new TypeError("a ProvedPlaintext comes from provePlaintexts only");
    this.owner = key.owner;
    this.key = key;
    this.ciphertext = ciphertext;
    Object.freeze(this);
  }

  static {
    admit = (key, ciphertext) => new ProvedPlaintext(ADMITTED, key, ciphertext);
  }
}

/** Our ciphertext under our key, and its witness. */
export interface OwnCiphertext {
  readonly ciphertext: Ciphertext;
  readonly witness: Witness;
}

export interface ProvedPlaintexts {
  /** 2·C by party, ours included. Each party has as many as we passed. */
  readonly ciphertexts: readonly (readonly ProvedPlaintext[])[];
  /** Our 2·m mod p, as coefficients, in the order of our ciphertexts. */
  readonly plaintexts: readonly Vector[];
}

/**
 * Proves our ciphertexts, 1 to `parameters.U`, and verifies as many of every other party; the number is the same at
 * all parties. `keys` is in party order. `keyId` names the key generation, the session's path names the batch. Doubles
 * our ciphertexts in place. Zeroes their witnesses, plaintexts included, on success and on failure. Continue only with
 * what it returns.
 *
 * @throws RangeError if we pass no ciphertexts, or too many.
 * @throws Abort as proveShort: "bad-proof" naming all whose proof is wrong, "malformed-message" naming the sender of
 *   residues that are not canonical or answers that are over-wide.
 */
export async function provePlaintexts(
  session: Session,
  bgv: Bgv,
  keys: readonly ProvedKey[],
  own: readonly OwnCiphertext[],
  keyId: string,
  prove: typeof proveShort = proveShort,
  window?: Window,
): Promise<ProvedPlaintexts> {
  try {
    const proved = await prove(session, {
      label: "spdz-lab/plaintext-proof/v1",
      context: keyId,
      openings: plaintextOpenings(bgv, own.length),
      keys: keys.map(({ publicKey }) => publicKey),
      imageBytes: bgv.ciphertextBytes,
      encode: (c: Ciphertext) => bgv.encodeCiphertext(c),
      decode: (bytes) => bgv.decodeCiphertext(bytes),
      own: own.map(({ ciphertext, witness }) => ({ image: ciphertext, witness })),
      ...(window && { window }),
    });
    // All parties continue with 2·C, whose opening was proved, and its owner with 2·m.
    return {
      ciphertexts: proved.map((list, owner) => list.map((c) => admit(keys[owner]!, bgv.double(c)))),
      plaintexts: own.map(({ witness: { plain } }) => prime60().add(plain, plain)),
    };
  } finally {
    for (const { witness } of own) zeroWitness(witness);
  }
}

/** Zeroes a witness that is no longer needed. */
export function zeroWitness({ plain, u, e0, e1 }: Witness): void {
  plain.fill(0n);
  u.fill(0);
  e0.fill(0);
  e1.fill(0);
}
