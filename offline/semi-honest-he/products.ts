/**
 * Triples and squares of the passive twin: LowGear's products and nothing else. One product per triple, one for two
 * parties per square.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, against passive parties
 *   invariant   if all are honest, c = a·b, and nobody knows a or b
 *   rounds      1 of ciphertexts, 1 of replies
 *   traffic     a ciphertext and a reply for a vector and peer; half of both for squares with n = 2
 *   soundness   none
 *   security    passive, up to n−1 corruptions: a reply shows its receiver a·b − e alone, flooded as the parameters say
 *   deviation   none
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Channel, Session } from "../../network/session.ts";
import {
  answer,
  type ByParty,
  breathe,
  decryptAnswers,
  decrypts,
  encrypts,
  othersOf,
  sumOfParts,
} from "../pairwise.ts";
import type { Columns } from "../stock-layout.ts";
import { freeTargets, receiveCiphertexts, sendCiphertext, type TrustedKeys } from "./keys.ts";

/** What a vector is: of triples, or of squares, where b is a and every two parties have one product. */
export type ProductKind = "triples" | "squares";

/** Our factors of a vector, in coefficients. */
export interface PlainFactors {
  readonly a: Vector;
  readonly b: Vector;
}

/** Draws factors and sends Enc_i(a_i) to all. Takes the label "ciphertexts" of the session. */
export async function sendFactors(
  session: Session,
  keys: TrustedKeys,
  kind: ProductKind,
  vectors: number,
): Promise<{ readonly factors: PlainFactors[]; readonly channel: Channel }> {
  const { bgv, field, self, n, publicKeys } = keys;
  const channel = session.channel("ciphertexts");
  const coins = freshPrg(session);
  const factors: PlainFactors[] = [];
  for (let k = 0; k < vectors; k++) {
    const a = coins.elements(field, bgv.slots);
    factors.push({ a, b: kind === "triples" ? coins.elements(field, bgv.slots) : a });
    if (kind === "squares" && !encrypts(n, self, k)) continue;
    const { ciphertext } = bgv.encrypt(publicKeys[self]!, a);
    sendCiphertext(keys, channel, ciphertext);
    bgv.free(ciphertext);
    await breathe(session);
  }
  return { factors, channel };
}

/** The columns of each vector: a, b, c, or a, a². Takes the label "products" of the session. */
export async function multiplyPlain(
  session: Session,
  keys: TrustedKeys,
  kind: ProductKind,
  { factors, channel }: Awaited<ReturnType<typeof sendFactors>>,
): Promise<Columns[]> {
  const { bgv, field, secretKey, self, n } = keys;
  const products = session.channel("products");
  const others = othersOf(keys);
  const answering = (k: number) => others.filter((j) => kind === "triples" || decrypts(self, j, k));

  // 1. Answer everybody's a, or those of whom it is the turn.
  const kept: ByParty[] = [];
  for (const [k, { b }] of factors.entries()) {
    const senders = others.filter((j) => kind === "triples" || encrypts(n, j, k));
    const targets = await receiveCiphertexts(keys, channel, senders);
    const by = bgv.multiplicand(b);
    const toAnswer = targets.map((target, j) =>
      kind === "triples" || (j !== self && decrypts(j, self, k)) ? target : null,
    );
    kept.push(answer(bgv, products, toAnswer, by));
    bgv.free(by);
    freeTargets(keys, targets);
    await breathe(session);
  }

  // 2. Decrypt and add.
  const columns: Columns[] = [];
  for (const [k, own] of kept.entries()) {
    const parts = await decryptAnswers(bgv, secretKey, products, answering(k), n);
    const cross = bgv.decode(sumOfParts(field, own, parts));
    const a = bgv.decode(factors[k]!.a);
    if (kind === "squares") columns.push([a, field.multiplyAdd(a, a, field.add(cross, cross))]);
    else {
      const b = bgv.decode(factors[k]!.b);
      columns.push([a, b, field.multiplyAdd(a, b, cross)]);
    }
  }
  return columns;
}
