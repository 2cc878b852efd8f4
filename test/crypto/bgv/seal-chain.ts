/** SEAL by itself, with all its levels: it makes keys, encrypts, multiplies and switches down; ours has no part in it. */
import initialize, { type SEALContext } from "node-seal/allows";
import type { Vector } from "../../../algebra/field.ts";
import { type BgvParameters, KEY_SWITCHING_PRIME } from "../../../crypto/bgv/parameters.ts";
import { CIPHERTEXT, KEY_OR_PLAINTEXT, readWords } from "../../../crypto/bgv/seal-layout.ts";
import { T } from "./instances.ts";

export interface SealsOwn {
  /** NTT form, canonical residues under all primes. */
  readonly secret: Float64Array;
  /** The same of a ciphertext of x·y under the first two primes, c0 then c1. */
  readonly residues: Float64Array;
  /** What SEAL divides the plaintext by, mod t, after its switches. */
  readonly correction: bigint;
}

/** An encryption of x, times y, switched down to two primes. Slots in SEAL's order. */
export async function sealsOwnReply(
  { degree, primes, level, keptPrimes }: BgvParameters,
  x: Vector,
  y: Vector,
): Promise<SealsOwn> {
  const seal = await initialize();
  const none = seal.ComprModeType.none;
  const encryption = new seal.EncryptionParameters(seal.SchemeType.bgv);
  encryption.setPolyModulusDegree(degree);
  const chain = new seal.VectorModulus();
  for (const q of [...primes, KEY_SWITCHING_PRIME]) chain.push_back(new seal.Modulus(q));
  encryption.setCoeffModulus(chain);
  encryption.setPlainModulus(new seal.Modulus(T));
  const context: SEALContext = new seal.SEALContext(encryption, true, seal.SecLevelType.tc128);
  const generator = new seal.KeyGenerator(context);
  const encoder = new seal.BatchEncoder(context);
  const evaluator = new seal.Evaluator(context);
  const [plainX, plainY] = [x, y].map((slots) => {
    const plain = new seal.Plaintext();
    encoder.encode(slots, plain);
    return plain;
  });
  const ciphertext = new seal.Ciphertext();
  new seal.Encryptor(context, generator.createPublicKey()).encrypt(plainX!, ciphertext);
  evaluator.multiplyPlainInplace(ciphertext, plainY!);
  for (let k = keptPrimes; k < level; k++) evaluator.cipherModSwitchToNextInplace(ciphertext);
  const saved = Uint8Array.from(ciphertext.saveToArray(none) as Uint8Array);
  const key = Uint8Array.from(generator.secretKey().saveToArray(none) as Uint8Array);
  return {
    secret: readWords(key, KEY_OR_PLAINTEXT.data, degree * level),
    residues: readWords(saved, CIPHERTEXT.data, 2 * degree * keptPrimes),
    correction: new DataView(saved.buffer).getBigUint64(CIPHERTEXT.correction, true),
  };
}
