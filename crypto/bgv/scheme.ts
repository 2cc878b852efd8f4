/**
 * BGV as LowGear needs it, seen by protocols/ and offline/: encryption whose randomness is kept for a proof, and
 * replies b·C − e that show their receiver nothing but the decrypted b·m − e.
 *
 * Plaintexts are polynomials mod t of N coefficients, as a Vector; `encode` and `decode` go between them and N
 * slots, in which products are element by element. Everything between a ciphertext and its decryption is a
 * coefficient vector, so that sums over peers need one decode. Polynomials of a ciphertext lie in the ring's
 * memory until they are freed. Sizes that do not fit, and what was freed, are a RangeError.
 */
import type { Vector } from "../../algebra/field.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { Prg } from "../prg.ts";
import type { BgvParameters } from "./parameters.ts";

export interface PublicKey {
  /** Tossed, the same at all parties, which share one polynomial: freeing a key leaves it. */
  readonly a: RnsPoly;
  /** −(a·s + t·e) */
  readonly b: RnsPoly;
}

/** Ternary s; stays in the ring's memory, and `wipe` zeroes it there. */
export interface SecretKey {
  /** NTT form, full level. */
  readonly s: RnsPoly;
}

/** Full level, NTT form, canonical residues: c0 + c1·s = m + t·noise. */
export interface Ciphertext {
  readonly c0: RnsPoly;
  readonly c1: RnsPoly;
}

/** What a proof of plaintext knowledge proves: c0 = b·u + t·e0 + m, c1 = a·u + t·e1 for m in (−t/2, t/2). */
export interface Witness {
  /** m, canonical mod t, to be read as centred integers; N coefficients. */
  readonly plain: Vector;
  /** −1, 0, 1 */
  readonly u: Int8Array<ArrayBuffer>;
  /** |e| ≤ 21 */
  readonly e0: Int8Array<ArrayBuffer>;
  readonly e1: Int8Array<ArrayBuffer>;
}

/** What a proof of a public key proves: b = −(a·s + t·e). */
export interface KeyWitness {
  /** −1, 0, 1 */
  readonly s: Int8Array<ArrayBuffer>;
  /** |e| ≤ 21 */
  readonly e: Int8Array<ArrayBuffer>;
}

/** A vector of the sender's, transformed once for all its replies: centred lift, NTT form, full level. */
export interface Multiplicand {
  readonly poly: RnsPoly;
  /** How many of its coefficients are not 0. */
  readonly weight: number;
}

/** by·C */
export interface Product {
  readonly ciphertext: Ciphertext;
  readonly by: Multiplicand;
}

export interface Reply {
  /** `replyBytes` for the receiver. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * N uniform coefficients mod t for the sender alone, scaled so that the receiver's decryption plus this is
   * m_c·by (+ added).
   */
  readonly mask: Vector;
}

export interface Bgv {
  readonly parameters: BgvParameters;
  /** Where keys and ciphertexts lie. */
  readonly ring: Ring;
  /** N: slots of a vector, coefficients of a polynomial. */
  readonly slots: number;

  /** Uniform a, by rejection from the tossed coins: the same at all parties. */
  publicA(coins: Prg): RnsPoly;
  /** Fresh s and e; s from SEAL's key generator where there is one. */
  generateKeys(a: RnsPoly): {
    readonly publicKey: PublicKey;
    readonly secretKey: SecretKey;
    readonly witness: KeyWitness;
  };
  readonly publicKeyBytes: number;
  /** b alone: canonical residues, 50 bits each. */
  encodePublicKey(key: PublicKey): Uint8Array<ArrayBuffer>;
  /** RangeError on another length or a residue that is not canonical. */
  decodePublicKey(bytes: Uint8Array, a: RnsPoly): PublicKey;

  /** N slots → N coefficients mod t. The order of slots is our own, the same at all parties. */
  encode(slots: Vector): Vector;
  /** Inverse of `encode`. */
  decode(coefficients: Vector): Vector;

  /** c0 = b·u + t·e0 + m, c1 = a·u + t·e1 with fresh u, e0, e1; `plain` is coefficients mod t. */
  encrypt(
    key: PublicKey,
    plain: Vector,
  ): { readonly ciphertext: Ciphertext; readonly witness: Witness };
  /** C ← 2·C, in place: what goes on after its plaintext was proved. Returns C. */
  double(ciphertext: Ciphertext): Ciphertext;
  readonly ciphertextBytes: number;
  /** Residues alone, 50 bits each; level, form and key are never read from a peer. */
  encodeCiphertext(ciphertext: Ciphertext): Uint8Array<ArrayBuffer>;
  /** RangeError on another length or a residue that is not canonical. */
  decodeCiphertext(bytes: Uint8Array): Ciphertext;

  multiplicand(coefficients: Vector): Multiplicand;
  readonly replyBytes: number;
  /**
   * by·C (+ added) − e under `key`, flooded and switched down to two primes, packed. Everything in it but C is
   * fresh for each reply. Call it only on a ciphertext whose proof this party has verified itself.
   *
   * @throws Error from `parameters.maxReplies` replies on, over all keys of the session.
   */
  reply(key: PublicKey, ciphertext: Ciphertext, by: Multiplicand, added?: Vector): Reply;
  /**
   * As `reply`, of Σ by·C: one flood, one mask for all. The flood is made for a multiplicand of N coefficients, or for
   * as many in several.
   *
   * @throws RangeError for no products, and for multiplicands that weigh more than N together.
   */
  replyToSum(key: PublicKey, products: readonly Product[], added?: Vector): Reply;
  /** Coefficients mod t. RangeError on another length or a residue that is not canonical; logs nothing. */
  decryptReply(secret: SecretKey, bytes: Uint8Array): Vector;
  readonly repliesSent: number;

  /** A polynomial of full level as it lies in memory, for another thread of this party; possibly a secret key's. */
  copyOut(poly: RnsPoly): Float64Array<ArrayBuffer>;
  /** Takes over what copyOut gave, and zeroes it. RangeError on another length. */
  takeIn(residues: Float64Array): RnsPoly;
  /** Zeroes the polynomials and gives their memory back. A public key's `a` stays. */
  free(...owned: readonly (Ciphertext | Multiplicand | PublicKey | SecretKey | RnsPoly)[]): void;
  /** Zeroes everything secret in memory; whatever is called afterwards is an Error. */
  wipe(): void;
}
