/**
 * What a reply may be made to: a ciphertext whose proof this party has verified itself. There are two kinds, each made
 * by its verifier alone, and a reply that takes one of them cannot be written before its proof.
 *
 *   ProvedPlaintext   2·C, an opening of which its owner knows (plaintext-proof.ts): for products
 *   ProvedConstant    C, undoubled, an encrypted constant (constant-proof.ts): Enc(α_i), for authentication
 */
import { ProvedConstant } from "./constant-proof.ts";
import { ProvedPlaintext } from "./plaintext-proof.ts";

export type ProvedCiphertext = ProvedPlaintext | ProvedConstant;

/** TypeError if it is neither: a reply to it would be a bug here. */
export function assertProved(ciphertext: ProvedCiphertext): void {
  if (!(ciphertext instanceof ProvedPlaintext || ciphertext instanceof ProvedConstant))
    throw new TypeError("a reply needs a ciphertext whose proof was verified");
}
