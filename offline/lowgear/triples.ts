/**
 * LowGear's triples: a batch of U vectors of N.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, Authenticate and Sacrifice (Fig. 7)
 *   invariant   accepted triples satisfy c = a·b, with right MACs; nobody knows a or b
 *   rounds      those of the plaintext proof; two of replies; those of authenticate and of the sacrifice
 *   traffic     for a vector and peer: a ciphertext with its share of a proof, seven replies, one opened vector
 *   soundness   2/p authentication, 1/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort; replies carry no proof, which rests on
 *               linear targeted malleability of the scheme (paper-notes/overdrive.md)
 *   deviation   MACs of a, b and b̂ travel together with the products; the mask that hides the batch in the
 *               authenticated-value check is the a of its last triple, which is thrown away
 */
import type { Vector } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { authenticate } from "../../protocols/authenticate.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import { type ProvedPlaintext, provePlaintexts } from "../../protocols/plaintext-proof.ts";
import { type ProductPair, sacrificeProducts } from "../../protocols/sacrifice.ts";
import { breathe } from "../pairwise.ts";
import type { Columns } from "../stock-layout.ts";
import {
  type AuthenticatedShare,
  beginAuthentication,
  endAuthentication,
} from "./authentication.ts";
import type { LaneKeys } from "./keys.ts";
import { answerProved, decryptProved, slotsOfParts } from "./products.ts";
import { cutShare, freeCiphertexts, zeroShares } from "./vectors.ts";

/** Our factors of one vector, and everybody's encrypted a of it. */
export interface Factors {
  /** Coefficients: our a, which is twice what was encrypted, and b, b̂. */
  readonly a: Vector;
  readonly b: Vector;
  readonly bHat: Vector;
  /** 2·Enc_i(a_i/2) by party, proved. */
  readonly proved: readonly ProvedPlaintext[];
}

/** A vector of triples before its acceptance; b̂ and ĉ are for the sacrifice. */
export interface RawTriples extends ProductPair {
  readonly a: AuthenticatedShare;
  readonly b: AuthenticatedShare;
  readonly c: AuthenticatedShare;
  readonly bHat: AuthenticatedShare;
  readonly cHat: AuthenticatedShare;
}

/** Draws factors and proves the encrypted ones. Takes the label "proof" of the session. */
export async function proveFactors(
  session: Session,
  keys: LaneKeys,
  vectors: number,
): Promise<Factors[]> {
  const { bgv, field, self, publicKeys, macKey } = keys;
  const coins = freshPrg(session);
  const draw = () => coins.elements(field, bgv.slots);
  const own = Array.from({ length: vectors }, () =>
    bgv.encrypt(publicKeys[self]!.publicKey, draw()),
  );
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await provePlaintexts(proof, bgv, publicKeys, own, macKey.id);
  return plaintexts.map((a, k) => ({
    a,
    b: draw(),
    bHat: draw(),
    proved: ciphertexts.map((list) => list[k]!),
  }));
}

/** Products and MACs of the vectors. Takes the labels "products" and "macs" of the session. */
export async function multiplyFactors(
  session: Session,
  keys: LaneKeys,
  factors: readonly Factors[],
): Promise<RawTriples[]> {
  const { bgv, field } = keys;
  const products = session.channel("products");
  const macs = session.channel("macs");

  // 1. Replies on everybody's a, and on its α for a, b and b̂.
  const begun = [];
  for (const { a, b, bHat, proved } of factors) {
    const [x, y, yHat] = [a, b, bHat].map((v) => bgv.multiplicand(v));
    begun.push({
      c: answerProved(keys, products, proved, y!),
      cHat: answerProved(keys, products, proved, yHat!),
      a: beginAuthentication(keys, products, x!),
      b: beginAuthentication(keys, products, y!),
      bHat: beginAuthentication(keys, products, yHat!),
    });
    bgv.free(x!, y!, yHat!);
    freeCiphertexts(bgv, proved);
    await breathe(session);
  }

  // 2. Our shares of c = a·b and ĉ = a·b̂; replies on everybody's α for these.
  const half = [];
  for (const [k, kept] of begun.entries()) {
    const [a, b, bHat] = [factors[k]!.a, factors[k]!.b, factors[k]!.bHat].map((v) => bgv.decode(v));
    const cross = slotsOfParts(keys, kept.c, await decryptProved(keys, products));
    const crossHat = slotsOfParts(keys, kept.cHat, await decryptProved(keys, products));
    const shares = {
      a: await endAuthentication(keys, products, a!, kept.a),
      b: await endAuthentication(keys, products, b!, kept.b),
      bHat: await endAuthentication(keys, products, bHat!, kept.bHat),
    };
    const [c, cHat] = [field.multiplyAdd(a!, b!, cross), field.multiplyAdd(a!, bHat!, crossHat)];
    const [z, zHat] = [c, cHat].map((v) => bgv.multiplicand(bgv.encode(v)));
    const [keptC, keptCHat] = [z!, zHat!].map((v) => beginAuthentication(keys, macs, v));
    bgv.free(z!, zHat!);
    half.push({ shares, c, cHat, keptC: keptC!, keptCHat: keptCHat! });
    await breathe(session);
  }

  // 3. MACs of c and ĉ.
  const raw: RawTriples[] = [];
  for (const { shares, c, cHat, keptC, keptCHat } of half)
    raw.push({
      ...shares,
      c: await endAuthentication(keys, macs, c, keptC),
      cHat: await endAuthentication(keys, macs, cHat, keptCHat),
    });
  return raw;
}

/** Accepts a batch, all but its last triple. Takes the labels "authenticate" and "sacrifice" of the session. */
export async function acceptTriples(
  session: Session,
  { field }: LaneKeys,
  macKey: CheckKey,
  raw: readonly RawTriples[],
): Promise<Columns[]> {
  const last = raw.at(-1)!;
  const kept = raw.map((vector) => (vector === last ? withoutLast(vector) : vector));
  const end = last.a.value.length;
  const mask = cutShare(last.a, end - 1, end);
  const all = kept.flatMap(({ a, b, bHat, c, cHat }) => [a, b, bHat, c, cHat]);
  await authenticate(session.child("authenticate"), field, macKey, all, mask);
  await sacrificeProducts(session.child("sacrifice"), field, macKey, kept);
  zeroShares(mask, ...raw.flatMap(({ bHat, cHat }) => [bHat, cHat]));
  return kept.map(({ a, b, c }) => [a.value, a.mac, b.value, b.mac, c.value, c.mac]);
}

const withoutLast = ({ a, b, c, bHat, cHat }: RawTriples): RawTriples => {
  const [x, y, z, yHat, zHat] = [a, b, c, bHat, cHat].map((s) =>
    cutShare(s, 0, s.value.length - 1),
  );
  return { a: x!, b: y!, c: z!, bHat: yHat!, cHat: zHat! };
};
