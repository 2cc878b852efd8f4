/**
 * A reply may be made only to a ciphertext whose proof this party has verified itself. There are two kinds, and only
 * their verifiers make them. So no code can make a reply before the proof is verified.
 *
 *   ProvedPlaintext   2·C; its owner knows an opening of it (plaintext-proof.ts): for products
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
