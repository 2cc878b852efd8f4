export interface MaskBits {
  readonly plainBits: number;
  readonly uBits: number;
  readonly errorBits: number;
}

export interface BgvParameters {
  /** N, a power of two. */
  readonly degree: number;
  /** 50-bit primes ≡ 1 mod 2N; replies live under the first `keptPrimes`, everything else under all. */
  readonly primes: readonly bigint[];
  /** How many primes. */
  readonly level: number;
  readonly keptPrimes: 2;
  readonly parties: number;
  /** s */
  readonly statistical: number;
  /** "honest" only for the passive twin: no proofs, no slack. */
  readonly keys: "proved" | "honest";
  /** Ciphertexts per plaintext proof. */
  readonly U: number;
  /** Masks (rows of the challenge) per plaintext proof. */
  readonly V: number;
  /** Repetitions of the proofs with binary challenges: of a key, and of an encrypted constant. */
  readonly keyRepetitions: number;
  /** Plaintext proof: coefficients of masks are uniform in [−2^bits, 2^bits). */
  readonly masks: MaskBits;
  /** Key proof, likewise. */
  readonly keyMasks: { readonly secretBits: number; readonly errorBits: number };
  /** Proof of an encrypted constant, likewise. */
  readonly constantMasks: MaskBits;
  /** S: bound of a proved, doubled witness in units of an honest one, rounded up. */
  readonly slack: bigint;
  /** The flood of a switched reply is uniform over 2^floodBits multiples of t. */
  readonly floodBits: number;
  /** Replies that this party may send, over all keys of a session. */
  readonly maxReplies: number;
  /** False where degree and modulus are off the table of 128-bit security: tests alone. */
  readonly secure: boolean;
  /** The derivation as lines to print. */
  readonly inequality: readonly string[];
}
