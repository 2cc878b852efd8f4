/**
 * Products of two parties' vectors: P_i's vector a, which is encrypted under its own key, and P_j's vector b.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply; [BDOZ11] ePrint 2010/514
 *   invariant   decrypted + kept = a·b (mod p), as polynomials; slot by slot if both were encoded
 *   rounds      1: P_j answers Enc_i(a) with Enc_i(a·b − e) and keeps e
 *   traffic     a reply, 4·N residues of 50 bits
 *   soundness   none: a sacrifice or a MAC check finds out if P_j multiplied by something else
 *   security    the reply is flooded, so P_i sees a·b − e alone, with e uniform in every coefficient. Unless keys are
 *               simply trusted, P_j replies only after it has itself verified the proof of Enc_i(a)
 *               (offline/lowgear/products.ts). P_i never says how a decryption went
 *   deviation   each reply is decrypted by itself. The parts from all peers are added in coefficients, and the sum is
 *               decoded once. Until then they stay apart (pairwise MACs, which name who lied, need that)
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Bgv, Ciphertext, Multiplicand, PublicKey, SecretKey } from "../crypto/bgv/scheme.ts";
import { parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";

/** A ciphertext of another party that is to be answered, and its public key. */
export interface Target {
  readonly publicKey: PublicKey;
  readonly ciphertext: Ciphertext;
}

/** By party: N coefficients mod p for each party with which there is a product, null for the others. */
export type ByParty = readonly (Vector | null)[];

/**
 * Sends one reply to the owner of each target that is not null, in party order. Returns what we keep of each product.
 */
export function answer(
  bgv: Bgv,
  channel: Channel,
  targets: readonly (Target | null)[],
  by: Multiplicand,
): ByParty {
  return targets.map((target, owner) => {
    if (target === null) return null;
    const { bytes, mask } = bgv.reply(target.publicKey, target.ciphertext, by);
    channel.send(owner, bytes);
    return mask;
  });
}

/** As `answer`, for sums of products. `targets` is by product, then by party; `by` is by product. */
export function answerSums(
  bgv: Bgv,
  channel: Channel,
  targets: readonly (readonly (Target | null)[])[],
  by: readonly Multiplicand[],
): ByParty {
  return targets[0]!.map((first, owner) => {
    if (first === null) return null;
    const products = by.map((one, k) => ({ ciphertext: targets[k]![owner]!.ciphertext, by: one }));
    const { bytes, mask } = bgv.replyToSum(first.publicKey, products);
    channel.send(owner, bytes);
    return mask;
  });
}

/**
 * Decrypts the next reply of each of `senders`, among n parties.
 * @throws Abort "malformed-message" naming the sender, if a reply has another length or a residue is not canonical.
 */
export async function decryptAnswers(
  bgv: Bgv,
  secret: SecretKey,
  channel: Channel,
  senders: readonly number[],
  n: number,
): Promise<ByParty> {
  const replies = await channel.gather(senders, bgv.replyBytes);
  const parts = Array<Vector | null>(n).fill(null);
  for (const [k, from] of senders.entries())
    parts[from] = parseFrom(channel.path, from, replies[k]!, (raw) =>
      bgv.decryptReply(secret, raw),
    );
  return parts;
}

/** This party's share of the sum of all its products, in coefficients. At least one part is not null. */
export const sumOfParts = (field: Field, ...parts: readonly ByParty[]): Vector =>
  parts
    .flat()
    .filter((part) => part !== null)
    .reduce((a, b) => field.add(a, b));

/**
 * For squares, where two parties have one product: whether P_i decrypts P_j's answer in vector k. Otherwise P_j
 * decrypts P_i's answer.
 */
export const decrypts = (i: number, j: number, k: number): boolean =>
  i < j === ((i + j + k) % 2 === 0);

/**
 * Whether P_i's part of vector k is encrypted. Two parties take turns. Of more parties, everyone decrypts an answer in
 * nearly every vector, so all encrypt every vector: equal numbers are simplest.
 */
export const encrypts = (n: number, i: number, k: number): boolean =>
  n > 2 || decrypts(i, 1 - i, k);

/** Waits one turn of the event loop, so that what was sent goes onto the wire and what came is read. */
export const breathe = (session: Session): Promise<void> =>
  new Promise((resolve) => session.turn(resolve));

/** All parties but `self`. */
export const othersOf = ({ self, n }: { readonly self: number; readonly n: number }): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => i !== self);
