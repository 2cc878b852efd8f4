/**
 * Triples and squares of the semi-honest twin: LowGear's products and nothing else. A triple takes two products for
 * every two parties, a square one.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, against semi-honest parties
 *   invariant   if all are honest, c = a·b, and nobody knows a or b
 *   rounds      1 of ciphertexts, 1 of replies
 *   traffic     to each peer for every vector: a ciphertext and a reply; half of both for squares with n = 2
 *   soundness   none
 *   security    semi-honest, up to n−1 corruptions: a reply shows its receiver a·b − e alone, flooded as the
 *               parameters say
 *   deviation   none
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { Session } from "../../network/session.ts";
import { inTurns } from "../../protocols/window.ts";
import {
  answer,
  type ByParty,
  breathe,
  decryptAnswers,
  decrypts,
  encrypts,
  othersOf,
  sumOfParts,
  type Target,
} from "../pairwise.ts";
import { freeTargets, receiveCiphertexts, sendCiphertext, type TrustedKeys } from "./keys.ts";

/** The kind of a vector. For squares b is a, and every two parties have one product. */
export type ProductKind = "triples" | "squares";

/** Our factors of a vector, in coefficients. */
export interface PlainFactors {
  readonly a: Vector;
  readonly b: Vector;
}

/** Our factors by vector; everybody's encrypted factors by vector, then by party. */
export interface SentFactors {
  readonly factors: readonly PlainFactors[];
  readonly targets: readonly (readonly (Target | null)[])[];
}

/** Draws factors, sends Enc_i(a_i) to all and receives theirs. Takes the label "ciphertexts" of the session. */
export async function sendFactors(
  session: Session,
  keys: TrustedKeys,
  kind: ProductKind,
  vectors: number,
): Promise<SentFactors> {
  const { bgv, field, self, n, publicKeys, window } = keys;
  const channel = session.channel("ciphertexts");
  const coins = freshPrg(session);
  const others = othersOf(keys);
  const sends = (i: number, k: number) => kind === "triples" || encrypts(n, i, k);
  const factors: PlainFactors[] = [];
  const targets: (Target | null)[][] = [];
  await inTurns(
    window,
    bgv.ciphertextBytes,
    vectors,
    async (k) => {
      const a = coins.elements(field, bgv.slots);
      factors.push({ a, b: kind === "triples" ? coins.elements(field, bgv.slots) : a });
      if (!sends(self, k)) return;
      const { ciphertext } = bgv.encrypt(publicKeys[self]!, a);
      sendCiphertext(keys, channel, ciphertext);
      bgv.free(ciphertext);
      await breathe(session);
    },
    async (k) => {
      const senders = others.filter((j) => sends(j, k));
      targets.push(await receiveCiphertexts(keys, channel, senders));
    },
  );
  return { factors, targets };
}

/** The columns of each vector: a, b, c, or a, a². Takes the label "products" of the session. */
export async function multiplyPlain(
  session: Session,
  keys: TrustedKeys,
  kind: ProductKind,
  { factors, targets }: SentFactors,
): Promise<Columns[]> {
  const { bgv, field, secretKey, self, n, window } = keys;
  const products = session.channel("products");
  const others = othersOf(keys);
  const answers = (i: number, j: number, k: number) => kind === "triples" || decrypts(j, i, k);
  const kept: ByParty[] = [];
  const columns: Columns[] = [];
  await inTurns(
    window,
    bgv.replyBytes,
    factors.length,
    // 1. Answer everybody's a; for squares only of the parties whose turn it is.
    async (k) => {
      const by = bgv.multiplicand(factors[k]!.b);
      const toAnswer = targets[k]!.map((target, j) =>
        j !== self && answers(self, j, k) ? target : null,
      );
      kept.push(answer(bgv, products, toAnswer, by));
      bgv.free(by);
      freeTargets(keys, targets[k]!);
      await breathe(session);
    },
    // 2. Decrypt and add.
    async (k) => {
      const senders = others.filter((j) => answers(j, self, k));
      const parts = await decryptAnswers(bgv, secretKey, products, senders, n);
      const cross = bgv.decode(sumOfParts(field, kept[k]!, parts));
      const a = bgv.decode(factors[k]!.a);
      if (kind === "squares") columns.push([a, field.multiplyAdd(a, a, field.add(cross, cross))]);
      else {
        const b = bgv.decode(factors[k]!.b);
        columns.push([a, b, field.multiplyAdd(a, b, cross)]);
      }
    },
  );
  return columns;
}
