/**
 * Products of two parties' vectors: P_i's, which is encrypted under its own key, and P_j's.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply; [BDOZ11] ePrint 2010/514
 *   invariant   decrypted + kept = a·b (mod p), as polynomials: slot by slot where both were encoded
 *   rounds      1: P_j answers Enc_i(a) with Enc_i(a·b − e) and keeps e
 *   traffic     a reply, 4·N residues of 50 bits
 *   soundness   none: what P_j multiplied by shows in a sacrifice or a MAC check
 *   security    the reply is flooded, so P_i sees a·b − e alone, e uniform in every coefficient; it is made only
 *               after P_j itself has verified the proof of Enc_i(a) (offline/lowgear/products.ts), where keys
 *               are not simply trusted. P_i never says how a decryption went
 *   deviation   each reply is decrypted by itself, and what all peers gave is added in coefficients and decoded
 *               once; the parts of each peer stay apart until then (pairwise MACs, which name who lied, need them)
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Bgv, Ciphertext, Multiplicand, PublicKey, SecretKey } from "../crypto/bgv/scheme.ts";
import { parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";

/** What is answered: a ciphertext of another party, and the key it is under. */
export interface Target {
  readonly publicKey: PublicKey;
  readonly ciphertext: Ciphertext;
}

/** By party: N coefficients mod p of each with whom there is a product, null for the others. */
export type ByParty = readonly (Vector | null)[];

/**
 * One reply to each party whose target is not null: to its owner, in party order. Returns what we keep of each
 * product.
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

/** As `answer`, to sums of products with what each party encrypted: by product, then by party. */
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
 * The next reply of each of `senders`, decrypted, among n parties.
 * @throws Abort "malformed-message" naming the sender of another length or of a residue that is not canonical.
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

/** This party's share of the sum of all its products: coefficients. At least one part. */
export const sumOfParts = (field: Field, ...parts: readonly ByParty[]): Vector =>
  parts
    .flat()
    .filter((part) => part !== null)
    .reduce((a, b) => field.add(a, b));

/** For squares, whose product of two parties is one: whether P_i decrypts P_j's answer in vector k, or P_j P_i's. */
export const decrypts = (i: number, j: number, k: number): boolean =>
  i < j === ((i + j + k) % 2 === 0);

/**
 * Whether P_i's part of vector k is encrypted: two parties take turns; of more, everyone decrypts somebody's answer
 * in nearly every vector, and equal numbers are simplest.
 */
export const encrypts = (n: number, i: number, k: number): boolean =>
  n > 2 || decrypts(i, 1 - i, k);

/** A turn of the event loop: what was sent goes onto the wire, and what came is read. */
export const breathe = (session: Session): Promise<void> =>
  new Promise((resolve) => session.turn(resolve));

/** All parties but `self`. */
export const othersOf = ({ self, n }: { readonly self: number; readonly n: number }): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => i !== self);
