/**
 * Key proof: every party proves that its public key hides a short secret: b = −(a·s + t·e), s and e short.
 *
 *   paper       [BCS19] ePrint 2019/035, proof with binary challenges; the obligation is that of [BDOZ11] F_KeyReg
 *   invariant   a party that holds a ProvedKey has verified that −b = a·s + t·e with s, e within the slack
 *   rounds      those of proveShort
 *   traffic     b (50 bits a residue), and for each repetition N·(secret + error) masked integers
 *   soundness   2^-V for one attempt, V = keyRepetitions = s + 5; three of the five bits are the attempts'
 *   security    active, up to n−1 corruptions, with selective abort; names every prover of a wrong proof
 *   deviation   a is tossed by all and so is not proved; no doubling, as differences of challenges are ±1
 *
 * Without this proof a receiver could use a key whose b is not of this form, or whose a is chosen. Replies would then
 * show it what a sender multiplies by.
 */
import { keyOpenings } from "../crypto/bgv/key-opening.ts";
import type { Bgv, KeyWitness, PublicKey } from "../crypto/bgv/scheme.ts";
import { hash } from "../crypto/hash.ts";
import type { Session } from "../network/session.ts";
import { proveShort } from "./prove-short.ts";
import type { Window } from "./window.ts";

/** Only the proof below calls it. */
let admit: (owner: number, publicKey: PublicKey) => ProvedKey;
const ADMITTED = Symbol("admitted");

/** A public key. This party has verified its proof itself, or owns it. */
export class ProvedKey {
  readonly owner: number;
  readonly publicKey: PublicKey;

  private constructor(admitted: symbol, owner: number, publicKey: PublicKey) {
    if (admitted !== ADMITTED) throw new TypeError("a ProvedKey comes from proveKeys only");
    this.owner = owner;
    this.publicKey = publicKey;
    Object.freeze(this);
  }

  static {
    admit = (owner, publicKey) => new ProvedKey(ADMITTED, owner, publicKey);
  }
}

/**
 * A key that another thread of the same party has verified. Only offline/lowgear/thread-keys.ts may call it; a test
 * checks this.
 */
export const verifiedByOwnThread = (owner: number, publicKey: PublicKey): ProvedKey =>
  admit(owner, publicKey);

/** Our key and its witness. */
export interface OwnKey {
  readonly publicKey: PublicKey;
  readonly witness: KeyWitness;
}

/**
 * Returns the proved keys of all parties, ours included, in party order. All have the same `a`, tossed before.
 * Zeroes the witness on success and on failure.
 *
 * @throws Abort as proveShort: "bad-proof" naming all whose proof is wrong, "malformed-message" naming the sender of
 *   residues that are not canonical.
 */
export async function proveKeys(
  session: Session,
  bgv: Bgv,
  own: OwnKey,
  prove: typeof proveShort = proveShort,
  window?: Window,
): Promise<ProvedKey[]> {
  const { a } = own.publicKey;
  try {
    const proved = await prove(session, {
      label: "spdz-lab/key-proof/v1",
      context: hash(session.suite, "spdz-lab/tossed-a/v1", bgv.encodePublicKey({ a, b: a })),
      openings: keyOpenings(bgv),
      keys: Array.from({ length: session.n }, () => a),
      imageBytes: bgv.publicKeyBytes,
      encode: (key: PublicKey) => bgv.encodePublicKey(key),
      decode: (bytes) => bgv.decodePublicKey(bytes, a),
      own: [{ image: own.publicKey, witness: own.witness }],
      ...(window && { window }),
    });
    return proved.map(([key], owner) => admit(owner, key!));
  } finally {
    own.witness.s.fill(0);
    own.witness.e.fill(0);
  }
}
