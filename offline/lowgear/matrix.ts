/**
 * LowGear's matrix triples: blocks of A are encrypted once and answered whole, coefficients packed so that one
 * product of polynomials holds a product of blocks.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, Authenticate and Sacrifice, on matrices instead of numbers
 *   invariant   accepted triples satisfy C = A·B, or C = Aᵀ·B, with right MACs; nobody knows A or B
 *   rounds      those of the plaintext proof and one of replies for every U blocks of A; two of replies; those of
 *               authenticate and of the sacrifice
 *   traffic     a ciphertext for every block of A, two replies for every product of blocks and peer, one reply and
 *               less for as many entries of A, B, C as there are slots; one opened entry for every one of a B
 *   soundness   2/p authentication, 1/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort; see triples.ts. A block whose plaintext is
 *               not packed as it should be is a linear map of the others' B other than A: C and Ĉ are then wrong by
 *               L·B and L·B̂, and the sacrifice's t·L·B − L·B̂ is 0 for one t in p at most
 *   deviation   packing (offline/matrix-packing.ts); coefficients that hold nothing are masked like the others;
 *               the mask of the authenticated-value check is a random ⟦y⟧
 */
import { concatVectors, type Field } from "../../algebra/field.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { authenticate } from "../../protocols/authenticate.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import { type ProvedPlaintext, provePlaintexts } from "../../protocols/plaintext-proof.ts";
import { type ProductPair, sacrificeProducts } from "../../protocols/sacrifice.ts";
import type { Share } from "../../protocols/share.ts";
import { packLeft, unpackLeft } from "../matrix-packing.ts";
import { addOwnProducts, beginMatrix, productsOfBlock, timesMatrix } from "../matrix-work.ts";
import { breathe, inTurns, sumOfParts } from "../pairwise.ts";
import type { Columns } from "../stock-layout.ts";
import { type AuthenticatedShare, authenticateAll } from "./authentication.ts";
import type { Hold } from "./batches.ts";
import type { LowGearKeys } from "./keys.ts";
import { type Chunk, FACTORS, type Group } from "./matrix-chunks.ts";
import { answerProved, decryptProved } from "./products.ts";
import { cutShare, freeCiphertexts } from "./vectors.ts";

export interface ProvedChunk extends Chunk {
  /** By block, then by party. */
  readonly proved: readonly (readonly ProvedPlaintext[])[];
}

/** What is authenticated of a group: A and the factors, then the products, triple after triple. */
export interface RawMatrices {
  readonly group: Group;
  readonly factors: AuthenticatedShare;
  readonly products: AuthenticatedShare;
}

/** Draws A's blocks and proves them; the factors with the group's first. Takes the label "proof" of the session. */
export async function proveBlocks(
  session: Session,
  keys: LowGearKeys,
  chunk: Chunk,
): Promise<ProvedChunk> {
  const { bgv, field, self, publicKeys, macKey } = keys;
  const { group, blocks } = chunk;
  const { packing, work } = group;
  const coins = freshPrg(session);
  while (work.length < group.triples) work.push(beginMatrix(field, coins, packing.shape, FACTORS));
  const own = blocks.map(({ triple, x, y }) =>
    bgv.encrypt(publicKeys[self]!.publicKey, packLeft(packing, work[triple]!.a, x, y)),
  );
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await provePlaintexts(proof, bgv, publicKeys, own, macKey.id);
  // What was drawn was half of our A.
  for (const [k, { triple, x, y }] of blocks.entries())
    unpackLeft(packing, plaintexts[k]!, work[triple]!.a, x, y);
  const proved = blocks.map((_, k) => ciphertexts.map((list) => list[k]!));
  return { ...chunk, proved };
}

/**
 * Products with the blocks of a chunk; with the last of a group its MACs. Takes the labels "products", "factors" and
 * "macs" of the session.
 */
export async function multiplyBlocks(
  session: Session,
  keys: LowGearKeys,
  { group, blocks, isLast, proved }: ProvedChunk,
  hold: Hold,
): Promise<RawMatrices | null> {
  const { bgv, field } = keys;
  const { packing, work } = group;
  const channel = session.channel("products");

  // 1. A reply for every product of an encrypted block with a block of ours; what we keep counts at once.
  const steps = blocks.flatMap(({ triple, x, y }, k) => {
    const products = productsOfBlock(field, packing, work[triple]!, x, y);
    return products.map((product, at) => ({
      product,
      targets: proved[k]!,
      isLast: at === products.length - 1,
    }));
  });
  await inTurns(
    steps.length,
    async (k) => {
      const { product, targets, isLast: isLastOfBlock } = steps[k]!;
      const by = bgv.multiplicand(product.multiplicand());
      product.add(sumOfParts(field, answerProved(keys, channel, targets, by)));
      bgv.free(by);
      if (isLastOfBlock) freeCiphertexts(bgv, targets);
      await breathe(session);
    },
    async (k) => {
      steps[k]!.product.add(sumOfParts(field, await decryptProved(keys, channel)));
    },
  );
  if (!isLast) return null;

  // 2. Our own products, and MACs of everything.
  const { shape } = packing;
  for (const one of work) addOwnProducts(field, shape, one);
  const factors = hold(
    concatVectors(
      work.flatMap(({ a, factors }) => [a, ...factors.flatMap(({ b, bT }) => [b, bT])]),
    ),
  );
  const products = hold(
    concatVectors(work.flatMap((w) => w.factors.flatMap(({ c, cT }) => [c, cT]))),
  );
  return {
    group,
    factors: await authenticateAll(session, keys, "factors", factors),
    products: await authenticateAll(session, keys, "macs", products),
  };
}

/**
 * Accepts a group; `mask` is a random of all parties. Takes the labels "authenticate" and "sacrifice" of the session.
 * The columns of each triple.
 */
export async function acceptMatrices(
  session: Session,
  { field }: LowGearKeys,
  macKey: CheckKey,
  raw: RawMatrices,
  mask: Share,
): Promise<Columns[]> {
  const batch = [raw.factors, raw.products];
  await authenticate(session.child("authenticate"), field, macKey, batch, mask);
  const triples = pairsOf(field, raw);
  const pairs = triples.flatMap((triple) => triple.pairs);
  await sacrificeProducts(session.child("sacrifice"), field, macKey, pairs);
  raw.group.work.length = 0;
  return triples.map(({ a, pairs }) =>
    [a, ...pairs.flatMap(({ b, c }) => [b, c])].flatMap(({ value, mac }) => [value, mac]),
  );
}

/** By triple: A, and its pairs, those of the transposed products last. */
function pairsOf(field: Field, { group, factors, products }: RawMatrices) {
  const { shape } = group.packing;
  const { rows, inner, columns, pairs, transposed } = shape;
  const [tall, flat] = [rows * columns, inner * columns];
  const [nextFactor, nextProduct] = [reader(factors), reader(products)];
  return Array.from({ length: group.triples }, () => {
    const a = nextFactor(rows * inner);
    const sides = Array.from({ length: FACTORS }, () => ({
      b: [...times(pairs, () => nextFactor(flat)), ...times(transposed, () => nextFactor(tall))],
      c: [...times(pairs, () => nextProduct(tall)), ...times(transposed, () => nextProduct(flat))],
    }));
    const [kept, spent] = sides;
    const list = kept!.b.map(
      (b, k): ProductPair & { b: AuthenticatedShare; c: AuthenticatedShare } => ({
        a,
        b,
        c: kept!.c[k]!,
        bHat: spent!.b[k]!,
        cHat: spent!.c[k]!,
        times: (x, rho) => timesMatrix(field, shape, k < pairs ? "pairs" : "transposed", x, rho),
      }),
    );
    return { a, pairs: list };
  });
}

/** Runs of a share, one after another, sharing memory. */
function reader(share: AuthenticatedShare): (length: number) => AuthenticatedShare {
  let at = 0;
  return (length) => {
    at += length;
    return cutShare(share, at - length, at);
  };
}

const times = <T>(count: number, f: () => T): T[] => Array.from({ length: count }, f);
