/**
 * LowGear's matrix triples. Each block of A is encrypted once, and replies are to whole blocks. Coefficients are packed
 * so that one product of polynomials holds a product of blocks. One reply holds the sum of several products.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, Authenticate and Sacrifice, on matrices instead of numbers
 *   invariant   accepted triples satisfy C = A·B, or C = Aᵀ·B, with right MACs; nobody knows A or B
 *   rounds      for every U blocks of A those of the plaintext proof and one of replies; then two of replies, and
 *               those of authenticate and of the sacrifice
 *   traffic     to each peer: a ciphertext for every block of A, two replies for every sum of products, a reply for
 *               every N entries of A and the factors, and for every N of the products; one opened entry for every
 *               entry of a B
 *   soundness   2/p authentication, 1/p sacrifice, 2/p MAC checks; 2^-s each proof and flooding
 *   security    active, up to n−1 corruptions, with selective abort; see triples.ts. If the plaintext of a block is
 *               packed wrongly, the block is another linear map of the others' B than A. C and Ĉ are then wrong by
 *               L·B and L·B̂. The sacrifice's t·L·B − L·B̂ is 0 for one t in p at most
 *   deviation   packing (offline/matrix-packing.ts); coefficients that hold nothing are masked like the others;
 *               products along the inner dimension are added before they are flooded, at most as many as the flood
 *               covers (Bgv.replyToSum); the mask of the authenticated-value check is a random ⟦y⟧
 */
import { concatVectors, type Field } from "../../algebra/field.ts";
import type { Multiplicand } from "../../crypto/bgv/scheme.ts";
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { Channel, Session } from "../../network/session.ts";
import type { CheckKey } from "../../protocols/mac-key.ts";
import type { ProvedPlaintext } from "../../protocols/plaintext-proof.ts";
import { assertProved } from "../../protocols/proved-ciphertext.ts";
import type { Product } from "../../protocols/sacrifice.ts";
import type { Share } from "../../protocols/share.ts";
import { inTurns } from "../../protocols/window.ts";
import { type Hold, zeroVectors } from "../lane.ts";
import { packLeft, unpackLeft } from "../matrix-packing.ts";
import {
  addOwnProducts,
  beginMatrix,
  type MatrixWork,
  sumsOfProducts,
  timesMatrix,
} from "../matrix-work.ts";
import { answerSums, type ByParty, breathe, sumOfParts } from "../pairwise.ts";
import { type AuthenticatedShare, authenticateAll } from "./authentication.ts";
import type { LaneKeys } from "./lane-keys.ts";
import { type Block, byTriple, type Chunk, FACTORS, type Group } from "./matrix-chunks.ts";
import { assertAlive, decryptProved } from "./products.ts";
import { cutShare, encryptOwn, freeCiphertexts, proveOwn } from "./vectors.ts";

/** Unfinished matrices by group, one for each triple. They are here from a group's first chunk to its last. */
export type MatrixGroups = Map<number, MatrixWork[]>;

interface ProvedBlock extends Block {
  /** By party. */
  readonly proved: readonly ProvedPlaintext[];
}

export interface ProvedChunk extends Chunk {
  readonly blocks: readonly ProvedBlock[];
}

/** The authenticated matrices of a group, triple after triple: A and the factors; the products. */
export interface RawMatrices {
  readonly group: Group;
  readonly factors: AuthenticatedShare;
  readonly products: AuthenticatedShare;
}

/**
 * Draws the blocks of A and proves them. The first chunk of a group draws the factors too. Takes the label "proof" of
 * the session.
 */
export async function proveBlocks(
  session: Session,
  keys: LaneKeys,
  groups: MatrixGroups,
  chunk: Chunk,
): Promise<ProvedChunk> {
  const { field } = keys;
  const { group, blocks } = chunk;
  const { packing } = group;
  const coins = freshPrg(session);
  const work =
    groups.get(group.id) ??
    times(group.triples, () => beginMatrix(field, coins, packing.shape, FACTORS));
  groups.set(group.id, work);
  const own = blocks.map(({ triple, x, y }) =>
    encryptOwn(keys, packLeft(packing, work[triple]!.a, x, y)),
  );
  const proof = session.child("proof");
  const { ciphertexts, plaintexts } = await proveOwn(proof, keys, own);
  // The proof returns twice what was drawn: that is our A.
  for (const [k, { triple, x, y }] of blocks.entries())
    unpackLeft(packing, plaintexts[k]!, work[triple]!.a, x, y);
  const proved = (k: number) => ciphertexts.map((list) => list[k]!);
  return { ...chunk, blocks: blocks.map((block, k) => ({ ...block, proved: proved(k) })) };
}

/**
 * Makes the products with the blocks of a chunk. The last chunk of a group makes the MACs of the group too; all others
 * return null. Takes the labels "products", "factors" and "macs" of the session.
 */
export async function multiplyBlocks(
  session: Session,
  keys: LaneKeys,
  groups: MatrixGroups,
  { group, blocks, isLast }: ProvedChunk,
  hold: Hold,
): Promise<RawMatrices | null> {
  const { bgv, field } = keys;
  const { packing } = group;
  const work = groups.get(group.id)!;
  const channel = session.channel("products");

  // 1. A reply for every sum of products of encrypted blocks with our blocks. What we keep is added at once.
  const steps = [...byTriple(blocks)].flatMap(([triple, own]) => {
    const sums = sumsOfProducts(field, packing, work[triple]!, own);
    return sums.map((sum, at) => ({ sum, own, isLastOfTriple: at === sums.length - 1 }));
  });
  await inTurns(
    keys.window,
    bgv.replyBytes,
    steps.length,
    async (k) => {
      const { sum, own, isLastOfTriple } = steps[k]!;
      const by = sum.products.map((product) => bgv.multiplicand(product.multiplicand()));
      const targets = sum.products.map(({ block }) => own[block]!.proved);
      sum.add(sumOfParts(field, answerBlocks(keys, channel, targets, by)));
      bgv.free(...by);
      if (isLastOfTriple) for (const { proved } of own) freeCiphertexts(bgv, proved);
      await breathe(session);
    },
    async (k) => {
      steps[k]!.sum.add(sumOfParts(field, await decryptProved(keys, channel)));
    },
  );
  if (!isLast) return null;

  // 2. Our own products, and the MACs of all matrices.
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
  const raw = {
    group,
    factors: await authenticateAll(session, keys, "factors", factors),
    products: await authenticateAll(session, keys, "macs", products),
  };
  zeroVectors(work);
  groups.delete(group.id);
  return raw;
}

/**
 * Sends one reply to each owner except us, on its blocks. `proved` is by block, then by party. Returns what we keep of
 * each reply.
 */
export function answerBlocks(
  keys: LaneKeys,
  channel: Channel,
  proved: readonly (readonly ProvedPlaintext[])[],
  by: readonly Multiplicand[],
): ByParty {
  assertAlive(keys);
  const targets = proved.map((blocks) =>
    blocks.map((block) => {
      if (block.owner === keys.self) return null;
      assertProved(block);
      return { publicKey: block.key.publicKey, ciphertext: block.ciphertext };
    }),
  );
  return answerSums(keys.bgv, channel, targets, by);
}

/**
 * Accepts a group. Returns the columns of each triple. `mask` is a random item of all parties. Takes the labels
 * "authenticate" and "sacrifice" of the session.
 */
export async function acceptMatrices(
  session: Session,
  { field, boxes }: LaneKeys,
  macKey: CheckKey,
  raw: RawMatrices,
  mask: Share,
): Promise<Columns[]> {
  const batch = [raw.factors, raw.products];
  await boxes.authenticate(session.child("authenticate"), field, macKey, batch, mask);
  const triples = pairsOf(field, raw);
  const groups = triples.flatMap(({ pairs }) =>
    pairs.map((pair) => ({ products: [pair], cHat: pair.cHat })),
  );
  await boxes.sacrifice.products(session.child("sacrifice"), field, macKey, groups);
  return triples.map(({ a, pairs }) =>
    [a, ...pairs.flatMap(({ b, c }) => [b, c])].flatMap(({ value, mac }) => [value, mac]),
  );
}

interface RawPair extends Product {
  readonly b: AuthenticatedShare;
  readonly c: AuthenticatedShare;
  readonly cHat: AuthenticatedShare;
}

/** By triple: A, and its pairs, with those of the transposed products last. */
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
      (b, k): RawPair => ({
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

/** Reads pieces of a share, one after another. They share memory with it. */
function reader(share: AuthenticatedShare): (length: number) => AuthenticatedShare {
  let at = 0;
  return (length) => {
    at += length;
    return cutShare(share, at - length, at);
  };
}

const times = <T>(count: number, f: () => T): T[] => Array.from({ length: count }, f);
