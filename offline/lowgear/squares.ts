/**
 * LowGear's squares: vectors in pairs, of which one is kept and one sacrificed.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply and Authenticate; sacrifice of [DKLPSS13] ePrint 2012/642
 *   invariant   accepted squares satisfy s = a², with right MACs; nobody knows a
 *   rounds      those of the plaintext proof; two of replies; those of authenticate and of the sacrifice
 *   traffic     for a kept vector and peer: with n = 2 a ciphertext and five replies; with more two ciphertexts
 *               and five replies; and one opened vector
 *   soundness   2/p authentication, 2/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort; see triples.ts
 *   deviation   one product for two parties, not two: a_i·a_j counts twice, and who of both encrypts changes from
 *               vector to vector; mask and discarded item as with triples
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { authenticate } from "../../protocols/authenticate.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import {
  type OwnCiphertext,
  type ProvedPlaintext,
  provePlaintexts,
} from "../../protocols/plaintext-proof.ts";
import { sacrificeSquares } from "../../protocols/sacrifice.ts";
import { type ByParty, breathe, decrypts, encrypts, othersOf } from "../pairwise.ts";
import type { Columns } from "../stock-layout.ts";
import {
  type AuthenticatedShare,
  beginAuthentication,
  endAuthentication,
} from "./authentication.ts";
import type { LaneKeys } from "./keys.ts";
import { answerProved, decryptProved, slotsOfParts } from "./products.ts";
import { cutShare, freeCiphertexts, zeroShares } from "./vectors.ts";

/** Our part of one vector, and the encrypted parts of those who encrypt it. */
export interface Roots {
  /** Coefficients of our a. */
  readonly a: Vector;
  /** By party; null for who does not encrypt this vector. */
  readonly proved: readonly (ProvedPlaintext | null)[];
}

/** A vector of squares before its acceptance. */
export interface RawSquares {
  readonly a: AuthenticatedShare;
  readonly square: AuthenticatedShare;
}

/** How many ciphertexts of each party a batch of so many pairs of vectors takes. */
export const ciphertextsOfSquares = (n: number, pairs: number): number =>
  n === 2 ? pairs : 2 * pairs;

/** Draws roots and proves the encrypted ones. Takes the label "proof" of the session. */
export async function proveRoots(
  session: Session,
  keys: LaneKeys,
  pairs: number,
): Promise<Roots[]> {
  const { bgv, field, self, n, publicKeys, macKey } = keys;
  const coins = freshPrg(session);
  const vectors = Array.from({ length: 2 * pairs }, (_, k) => k);
  const own: OwnCiphertext[] = vectors
    .filter((k) => encrypts(n, self, k))
    .map(() => bgv.encrypt(publicKeys[self]!.publicKey, coins.elements(field, bgv.slots)));
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await provePlaintexts(proof, bgv, publicKeys, own, macKey.id);
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
): Promise<RawSquares[]> {
  const { bgv, field, self } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");
  const others = othersOf(keys);

  // 1. Replies to those who decrypt a_i·a_j, and on everybody's α for a.
  const begun: { readonly product: ByParty; readonly a: ByParty }[] = [];
  for (const [k, { a, proved }] of roots.entries()) {
    const by = bgv.multiplicand(a);
    const toAnswer = proved.map((c, j) => (j !== self && decrypts(j, self, k) ? c : null));
    begun.push({
      product: answerProved(keys, products, toAnswer, by),
      a: beginAuthentication(keys, products, by),
    });
    bgv.free(by);
    freeCiphertexts(
      bgv,
      proved.filter((c) => c !== null),
    );
    await breathe(session);
  }

  // 2. Our shares of a² = Σ_i a_i² + 2·Σ_{i<j} a_i·a_j; replies on everybody's α for these.
  const half = [];
  for (const [k, kept] of begun.entries()) {
    const answering = others.filter((j) => decrypts(self, j, k));
    const decrypted = await decryptProved(keys, products, answering);
    const cross = slotsOfParts(keys, kept.product, decrypted);
    const root = bgv.decode(roots[k]!.a);
    const a = await endAuthentication(keys, products, root, kept.a);
    const square = field.multiplyAdd(root, root, field.add(cross, cross));
    const by = bgv.multiplicand(bgv.encode(square));
    half.push({ a, square, kept: beginAuthentication(keys, macs, by) });
    bgv.free(by);
    await breathe(session);
  }

  // 3. MACs of a².
  const raw: RawSquares[] = [];
  for (const { a, square, kept } of half)
    raw.push({ a, square: await endAuthentication(keys, macs, square, kept) });
  return raw;
}

/**
 * Accepts a batch: every other vector, but for the last square of the last. Takes the labels "authenticate" and
 * "sacrifice" of the session.
 */
export async function acceptSquares(
  session: Session,
  { field }: LaneKeys,
  macKey: CheckKey,
  raw: readonly RawSquares[],
): Promise<Columns[]> {
  const pairs = Array.from({ length: raw.length / 2 }, (_, k) => ({
    ...raw[2 * k]!,
    b: raw[2 * k + 1]!.a,
    bSquare: raw[2 * k + 1]!.square,
  }));
  const last = pairs.pop()!;
  const end = last.a.value.length;
  const mask = cutShare(last.a, end - 1, end);
  const [a, square, b, bSquare] = [last.a, last.square, last.b, last.bSquare].map((s) =>
    cutShare(s, 0, end - 1),
  );
  pairs.push({ a: a!, square: square!, b: b!, bSquare: bSquare! });
  const all = pairs.flatMap((pair) => [pair.a, pair.square, pair.b, pair.bSquare]);
  await authenticate(session.child("authenticate"), field, macKey, all, mask);
  await sacrificeSquares(session.child("sacrifice"), field, macKey, pairs);
  zeroShares(mask, ...pairs.flatMap((pair) => [pair.b, pair.bSquare]));
  return pairs.map((pair) => [pair.a.value, pair.a.mac, pair.square.value, pair.square.mac]);
}
