/**
 * LowGear's squares. They are made in pairs of vectors: one is kept, the other is sacrificed.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply and Authenticate; sacrifice of [DKLPSS13] ePrint 2012/642
 *   invariant   accepted squares satisfy s = a², with right MACs; nobody knows a
 *   rounds      those of the plaintext proof; two of replies; those of authenticate and of the sacrifice
 *   traffic     to each peer for every kept vector: one ciphertext if n = 2, else two; four replies, because each party
 *               answers one of the two products; and one opened vector. One reply more for the batch
 *   soundness   2/p authentication, 2/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort; see triples.ts
 *   deviation   two parties have one product, not two: a_i·a_j counts twice. Which of them encrypts changes from
 *               vector to vector. The mask and the discarded item are as with triples
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import type { OwnCiphertext, ProvedPlaintext } from "../../protocols/plaintext-proof.ts";
import { Turns } from "../../protocols/window.ts";
import type { Hold } from "../lane.ts";
import { type ByParty, breathe, decrypts, encrypts, othersOf, sumOfParts } from "../pairwise.ts";
import {
  type AuthenticatedShare,
  authenticateSlots,
  beginAuthentication,
  endAuthentication,
  NO_SHARE,
} from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { answerProved, decryptProved } from "./products.ts";
import { cutShare, encryptOwn, freeCiphertexts, proveOwn, zeroShares } from "./vectors.ts";

/** Our part of one vector, and the encrypted parts of the parties that encrypt it. */
export interface Roots {
  /** Coefficients of our a. */
  readonly a: Vector;
  /** By party; null for parties that do not encrypt this vector. */
  readonly proved: readonly (ProvedPlaintext | null)[];
}

/** A pair of vectors before its acceptance. a and its square are kept; b is for the sacrifice, if there is one. */
export interface RawPair {
  readonly a: AuthenticatedShare;
  readonly square: AuthenticatedShare;
  readonly b: AuthenticatedShare;
}

export interface RawSquares {
  readonly pairs: readonly RawPair[];
  /** Σ b² over all pairs, slot by slot. */
  readonly bSquares: AuthenticatedShare;
}

/** The number of ciphertexts of each party for a batch of `pairs` pairs of vectors. */
export const ciphertextsOfSquares = (n: number, pairs: number): number =>
  n === 2 ? pairs : 2 * pairs;

/** Draws roots and proves the encrypted ones. Takes the label "proof" of the session. */
export async function proveRoots(
  session: Session,
  keys: LaneKeys,
  pairs: number,
): Promise<Roots[]> {
  const { bgv, field, boxes, self, n } = keys;
  const coins = freshPrg(session);
  // Each of two parties encrypts one of two vectors. So their number is even, also if none is sacrificed.
  const count = boxes.sacrifice.spares === 1 ? 2 * pairs : pairs + (pairs % 2);
  const vectors = Array.from({ length: count }, (_, k) => k);
  const own: OwnCiphertext[] = vectors
    .filter((k) => encrypts(n, self, k))
    .map(() => encryptOwn(keys, coins.elements(field, bgv.slots)));
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await proveOwn(proof, keys, own);
  const lists = ciphertexts.map((list) => list.values());
  const mine = plaintexts.values();
  return vectors.map((k) => ({
    a: encrypts(n, self, k) ? mine.next().value! : coins.elements(field, bgv.slots),
    proved: lists.map((list, i) => (encrypts(n, i, k) ? list.next().value! : null)),
  }));
}

/** Squares and MACs of the vectors. Takes the labels "products" and "macs" of the session. */
export async function multiplyRoots(
  session: Session,
  keys: LaneKeys,
  roots: readonly Roots[],
  hold: Hold,
): Promise<RawSquares> {
  const { bgv, field, boxes, self, window } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");
  const others = othersOf(keys);
  const { spares } = boxes.sacrifice;
  /** What we keep of our replies, in their order. */
  const kept: ByParty[] = hold([]);
  const half: {
    readonly a: AuthenticatedShare;
    readonly square: Vector;
    readonly kept: ByParty;
  }[] = hold([]);
  const spent: AuthenticatedShare[] = hold([]);
  const sum = hold({
    own: new BigUint64Array(bgv.slots),
    cross: new BigUint64Array(bgv.slots),
  });

  // 3. MACs of a².
  const squares: AuthenticatedShare[] = hold([]);
  const macTurns = new Turns(window, bgv.replyBytes, async (k) => {
    const { square, kept } = half[k]!;
    squares.push(await endAuthentication(keys, macs, square, kept));
  });

  // 2. Our shares of a² = Σ_i a_i² + 2·Σ_{i<j} a_i·a_j, and replies to everybody's Enc_j(α_j) with them. Our shares
  //    of b² are added up.
  async function* answers() {
    for (const k of roots.keys()) {
      const answering = others.filter((j) => decrypts(self, j, k));
      const decrypted = await decryptProved(keys, products, answering);
      const cross = sumOfParts(field, kept[2 * k]!, decrypted);
      yield;
      const root = hold(bgv.decode(roots[k]!.a));
      const share = await endAuthentication(keys, products, root, kept[2 * k + 1]!);
      if (k % (1 + spares) === 0) {
        const slots = bgv.decode(cross);
        const square = field.multiplyAdd(root, root, field.add(slots, slots));
        await macTurns.room();
        half.push({ a: share, square, kept: authenticateSlots(keys, macs, square) });
      } else {
        spent.push(share);
        sum.own = field.multiplyAdd(root, root, sum.own);
        sum.cross = field.add(sum.cross, field.add(cross, cross));
      }
      await breathe(session);
      yield;
    }
  }

  // 1. Replies to the parties that decrypt a_i·a_j, and replies to everybody's Enc_j(α_j) with a.
  const next = answers();
  const turns = new Turns(window, bgv.replyBytes, () => next.next());
  for (const [k, { a, proved }] of roots.entries()) {
    const by = bgv.multiplicand(a);
    const toAnswer = proved.map((c, j) => (j !== self && decrypts(j, self, k) ? c : null));
    for (const reply of [
      () => answerProved(keys, products, toAnswer, by),
      () => beginAuthentication(keys, products, by),
    ]) {
      await turns.room();
      kept.push(reply());
      await breathe(session);
    }
    bgv.free(by);
    freeCiphertexts(
      bgv,
      proved.filter((c) => c !== null),
    );
  }
  await turns.rest();
  await macTurns.rest();

  // 4. Σ b² and its MAC.
  const pairs = half.map(({ a }, k) => ({ a, square: squares[k]!, b: spent[k] ?? NO_SHARE }));
  if (spares === 0) return { pairs, bSquares: NO_SHARE };
  const bSquares = field.add(sum.own, bgv.decode(sum.cross));
  const keptSum = authenticateSlots(keys, macs, bSquares);
  return { pairs, bSquares: await endAuthentication(keys, macs, bSquares, keptSum) };
}

/**
 * Accepts a batch: the kept vector of each pair, without the last square of the last one. The root of that square hides
 * the batch in the authenticated-value check. Takes the labels "authenticate" and "sacrifice" of the session.
 */
export async function acceptSquares(
  session: Session,
  { field, boxes }: LaneKeys,
  macKey: CheckKey,
  { pairs, bSquares }: RawSquares,
): Promise<Columns[]> {
  const last = pairs.at(-1)!;
  const end = last.a.value.length;
  const mask = cutShare(last.a, end - 1, end);
  const all = pairs.flatMap((pair) => {
    const { a, square, b } = pair;
    return [pair === last ? cutShare(a, 0, end - 1) : a, square, b];
  });
  await boxes.authenticate(session.child("authenticate"), field, macKey, [...all, bSquares], mask);
  const group = { squares: pairs, bSquares };
  await boxes.sacrifice.squares(session.child("sacrifice"), field, macKey, [group]);
  zeroShares(bSquares, ...pairs.map(({ b }) => b));
  zeroShares(...[last.a, last.square].map((share) => cutShare(share, end - 1, end)));
  return pairs.map(({ a, square }, k) => {
    const kept = k < pairs.length - 1 ? end : end - 1;
    return [a, square].flatMap((share) => {
      const { value, mac } = cutShare(share, 0, kept);
      return [value, mac];
    });
  });
}
