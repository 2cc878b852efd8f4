/**
 * LowGear's triples, in batches of U vectors of N triples.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, Authenticate and Sacrifice (Fig. 7)
 *   invariant   accepted triples satisfy c = a·b, with right MACs; nobody knows a or b
 *   rounds      those of the plaintext proof; two of replies; those of authenticate and of the sacrifice
 *   traffic     to each peer for every vector: a ciphertext with its share of a proof, six replies, one opened vector.
 *               One reply more for the batch
 *   soundness   2/p authentication, 1/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort. Replies carry no proof. That is secure if the
 *               scheme has linear targeted malleability (paper-notes/overdrive.md)
 *   deviation   replies for the MACs of a, b and b̂ are in one round with the products. All vectors of a batch share
 *               one ĉ = Σ a·b̂ (protocols/sacrifice.ts). The mask that hides the batch in the authenticated-value
 *               check is the a of its last triple. This triple is sacrificed like the others and then thrown away
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import type { ProvedPlaintext } from "../../protocols/plaintext-proof.ts";
import type { Product } from "../../protocols/sacrifice.ts";
import { Turns } from "../../protocols/window.ts";
import type { Hold } from "../lane.ts";
import { type ByParty, breathe, sumOfParts } from "../pairwise.ts";
import {
  type AuthenticatedShare,
  authenticateSlots,
  beginAuthentication,
  endAuthentication,
  NO_SHARE,
} from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { answerProved, decryptProved, slotsOfParts } from "./products.ts";
import { cutShare, encryptOwn, freeCiphertexts, proveOwn, zeroShares } from "./vectors.ts";

/** Our factors of one vector, and everybody's encrypted a. */
export interface Factors {
  /** Our a, in coefficients. It is twice what was encrypted. */
  readonly a: Vector;
  /** In coefficients. */
  readonly b: Vector;
  /** b̂ in coefficients, if there is a sacrifice. */
  readonly spares: readonly Vector[];
  /** 2·Enc_i(a_i/2) by party, proved. */
  readonly proved: readonly ProvedPlaintext[];
}

/** A vector of triples before its acceptance. b̂ is for the sacrifice, if there is one. */
export interface RawVector extends Product {
  readonly a: AuthenticatedShare;
  readonly b: AuthenticatedShare;
  readonly c: AuthenticatedShare;
  readonly bHat: AuthenticatedShare;
}

export interface RawTriples {
  readonly vectors: readonly RawVector[];
  /** ĉ = Σ a·b̂ over all vectors, slot by slot. */
  readonly cHat: AuthenticatedShare;
}

/** Draws factors and proves the encrypted ones. Takes the label "proof" of the session. */
export async function proveFactors(
  session: Session,
  keys: LaneKeys,
  vectors: number,
): Promise<Factors[]> {
  const { bgv, field, boxes } = keys;
  const coins = freshPrg(session);
  const draw = () => coins.elements(field, bgv.slots);
  const own = Array.from({ length: vectors }, () => encryptOwn(keys, draw()));
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await proveOwn(proof, keys, own);
  return plaintexts.map((a, k) => ({
    a,
    b: draw(),
    spares: Array.from({ length: boxes.sacrifice.spares }, draw),
    proved: ciphertexts.map((list) => list[k]!),
  }));
}

/** Products and MACs of the vectors. Takes the labels "products" and "macs" of the session. */
export async function multiplyFactors(
  session: Session,
  keys: LaneKeys,
  factors: readonly Factors[],
  hold: Hold,
): Promise<RawTriples> {
  const { bgv, field, boxes, window } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");
  /** What we keep of our replies, in their order. */
  const kept: ByParty[] = hold([]);
  const half: {
    readonly shares: Omit<RawVector, "c">;
    readonly c: Vector;
    readonly kept: ByParty;
  }[] = hold([]);
  const sumHat = hold({
    own: new BigUint64Array(bgv.slots),
    cross: new BigUint64Array(bgv.slots),
  });

  // 3. MACs of c.
  const vectors: RawVector[] = hold([]);
  const macTurns = new Turns(window, bgv.replyBytes, async (k) => {
    const { shares, c, kept } = half[k]!;
    vectors.push({ ...shares, c: await endAuthentication(keys, macs, c, kept) });
  });

  // 2. Our shares of c = a·b, and replies to everybody's Enc_j(α_j) with them. Our shares of a·b̂ are added up for ĉ.
  async function* answers() {
    let at = 0;
    for (const { a: left, b: right, spares } of factors) {
      const [a, b, ...bHats] = hold([left, right, ...spares].map((v) => bgv.decode(v)));
      const cross = hold(slotsOfParts(keys, kept[at++]!, await decryptProved(keys, products)));
      yield;
      for (const bHat of bHats) {
        const crossHat = sumOfParts(field, kept[at++]!, await decryptProved(keys, products));
        sumHat.cross = field.add(sumHat.cross, crossHat);
        sumHat.own = field.multiplyAdd(a!, bHat, sumHat.own);
        yield;
      }
      const shareOfA = await endAuthentication(keys, products, a!, kept[at++]!);
      yield;
      const shareOfB = await endAuthentication(keys, products, b!, kept[at++]!);
      let shareOfBHat = NO_SHARE;
      for (const bHat of bHats) {
        yield;
        shareOfBHat = await endAuthentication(keys, products, bHat, kept[at++]!);
      }
      const shares = { a: shareOfA, b: shareOfB, bHat: shareOfBHat };
      const c = field.multiplyAdd(a!, b!, cross);
      await macTurns.room();
      half.push({ shares, c, kept: authenticateSlots(keys, macs, c) });
      await breathe(session);
      yield;
    }
  }

  // 1. Replies to everybody's encrypted a, and replies to everybody's Enc_j(α_j) with a, b and b̂.
  const next = answers();
  const turns = new Turns(window, bgv.replyBytes, () => next.next());
  for (const { a, b, spares, proved } of factors) {
    const all = [a, b, ...spares].map((v) => bgv.multiplicand(v));
    for (const reply of [
      ...all.slice(1).map((right) => () => answerProved(keys, products, proved, right)),
      ...all.map((v) => () => beginAuthentication(keys, products, v)),
    ]) {
      await turns.room();
      kept.push(reply());
      await breathe(session);
    }
    bgv.free(...all);
    freeCiphertexts(bgv, proved);
  }
  await turns.rest();
  await macTurns.rest();

  // 4. ĉ and its MAC.
  if (boxes.sacrifice.spares === 0) return { vectors, cHat: NO_SHARE };
  const cHat = field.add(sumHat.own, bgv.decode(sumHat.cross));
  const keptHat = authenticateSlots(keys, macs, cHat);
  return { vectors, cHat: await endAuthentication(keys, macs, cHat, keptHat) };
}

/**
 * Accepts all triples of a batch except the last one. Its a hides the batch in the authenticated-value check. Takes the
 * labels "authenticate" and "sacrifice" of the session.
 */
export async function acceptTriples(
  session: Session,
  { field, boxes }: LaneKeys,
  macKey: CheckKey,
  { vectors, cHat }: RawTriples,
): Promise<Columns[]> {
  const last = vectors.at(-1)!;
  const end = last.a.value.length;
  const mask = cutShare(last.a, end - 1, end);
  const all = vectors.flatMap((vector) => {
    const { a, b, bHat, c } = vector;
    return [vector === last ? cutShare(a, 0, end - 1) : a, b, bHat, c];
  });
  await boxes.authenticate(session.child("authenticate"), field, macKey, [...all, cHat], mask);
  const group = { products: vectors, cHat };
  await boxes.sacrifice.products(session.child("sacrifice"), field, macKey, [group]);
  zeroShares(cHat, ...vectors.map(({ bHat }) => bHat));
  zeroShares(...[last.a, last.b, last.c].map((share) => cutShare(share, end - 1, end)));
  return vectors.map(({ a, b, c }, k) => {
    const kept = k < vectors.length - 1 ? end : end - 1;
    return [a, b, c].flatMap((share) => {
      const { value, mac } = cutShare(share, 0, kept);
      return [value, mac];
    });
  });
}
