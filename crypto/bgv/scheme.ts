/**
 * BGV as LowGear needs it; the interface for protocols/ and offline/. Encryption keeps its randomness for a proof.
 * Replies b·C − e show their receiver nothing but the decrypted b·m − e.
 *
 * Plaintexts are polynomials mod t of N coefficients, as a Vector. `encode` and `decode` convert between them and N
 * slots, in which products are element by element. Everything between a ciphertext and its decryption is a
 * coefficient vector, so sums over peers need one decode. Polynomials of a ciphertext stay in the ring's memory until
 * they are freed. A wrong size or a freed polynomial causes a RangeError.
 */
import type { Vector } from "../../algebra/field.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { Prg } from "../prg.ts";
import type { BgvParameters } from "./parameters.ts";

export interface PublicKey {
  /** Tossed, the same at all parties. All keys share this polynomial: freeing a key does not free it. */
  readonly a: RnsPoly;
  /** −(a·s + t·e) */
  readonly b: RnsPoly;
}

/** Ternary s. It stays in the ring's memory, where `wipe` zeroes it. */
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
  /** m, N coefficients, canonical mod t. They stand for centred integers. */
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

/** A vector of the sender, transformed once for all its replies: centred lift, NTT form, full level. */
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
   * N uniform coefficients mod t for the sender alone. The receiver's decryption plus this mask is m_c·by (+ added).
   */
  readonly mask: Vector;
}

export interface Bgv {
  readonly parameters: BgvParameters;
  /** Holds keys and ciphertexts. */
  readonly ring: Ring;
  /** N: the slots of a vector, and the coefficients of a polynomial. */
  readonly slots: number;

  /** Uniform a, by rejection from the tossed coins: the same at all parties. */
  publicA(coins: Prg): RnsPoly;
  /** Fresh s and e; s comes from SEAL's key generator if SEAL is loaded. */
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
  /** C ← 2·C, in place. After the proof of its plaintext all parties use 2·C. Returns C. */
  double(ciphertext: Ciphertext): Ciphertext;
  readonly ciphertextBytes: number;
  /** Residues alone, 50 bits each; level, form and key are never read from a peer. */
  encodeCiphertext(ciphertext: Ciphertext): Uint8Array<ArrayBuffer>;
  /** RangeError on another length or a residue that is not canonical. */
  decodeCiphertext(bytes: Uint8Array): Ciphertext;

  multiplicand(coefficients: Vector): Multiplicand;
  readonly replyBytes: number;
  /**
   * by·C (+ added) − e under `key`, flooded and switched down to two primes, packed. Mask, flood and randomness are
   * fresh for each reply. Call it only on a ciphertext whose proof this party has verified itself.
   *
   * @throws Error if `parameters.maxReplies` replies were already sent, over all keys of the session.
   */
  reply(key: PublicKey, ciphertext: Ciphertext, by: Multiplicand, added?: Vector): Reply;
  /**
   * As `reply`, for Σ by·C with one flood and one mask. The flood is made for N coefficients that are not 0, in one
   * multiplicand or in several together.
   *
   * @throws RangeError for no products, and for multiplicands that weigh more than N together.
   */
  replyToSum(key: PublicKey, products: readonly Product[], added?: Vector): Reply;
  /** Coefficients mod t. RangeError on another length or a residue that is not canonical; logs nothing. */
  decryptReply(secret: SecretKey, bytes: Uint8Array): Vector;
  readonly repliesSent: number;

  /** The residues of a polynomial of full level, for another thread of this party. They may be a secret key. */
  copyOut(poly: RnsPoly): Float64Array<ArrayBuffer>;
  /** The polynomial of residues that copyOut returned. Zeroes `residues`, also if it throws. RangeError on another length. */
  takeIn(residues: Float64Array): RnsPoly;
  /** Zeroes the polynomials and frees their memory. A public key's `a` stays. */
  free(...owned: readonly (Ciphertext | Multiplicand | PublicKey | SecretKey | RnsPoly)[]): void;
  /** Zeroes everything secret in memory. Any later use throws an Error. */
  wipe(): void;
}
