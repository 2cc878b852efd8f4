/**
 * Matrix triples of the semi-honest twin: each block of A is encrypted as one ciphertext and answered as a whole.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, on matrices, against semi-honest parties
 *   invariant   if all are honest, C = A·B or C = Aᵀ·B, and nobody knows A or B
 *   rounds      1 of ciphertexts and 1 of replies for every eight blocks of A
 *   traffic     to each peer: a ciphertext for every block of A, a reply for every sum of products of blocks
 *   soundness   none
 *   security    semi-honest, up to n−1 corruptions
 *   deviation   packing (offline/matrix-packing.ts); sums as in LowGear (offline/lowgear/matrix.ts)
 */
import { freshPrg } from "../../crypto/random.ts";
import type { Columns } from "../../items/columns.ts";
import type { MatrixShape } from "../../items/kinds/matrix-triple.ts";
import type { Session } from "../../network/session.ts";
import { inTurns } from "../../protocols/window.ts";
import {
  type BlockPlace,
  blocksOf,
  choosePacking,
  type Packing,
  packLeft,
} from "../matrix-packing.ts";
import {
  addOwnProducts,
  beginMatrix,
  countSums,
  pairsOfWork,
  sumsOfProducts,
} from "../matrix-work.ts";
import {
  answerSums,
  breathe,
  decryptAnswers,
  othersOf,
  sumOfParts,
  type Target,
} from "../pairwise.ts";
import { freeTargets, receiveCiphertexts, sendCiphertext, type TrustedKeys } from "./keys.ts";

/** AGREEMENT: blocks of A that are encrypted and answered at a time. It bounds memory. */
const BLOCKS = 8;

const packPlain = (shape: MatrixShape, degree: number): Packing =>
  choosePacking(shape, degree, BLOCKS);

/** All blocks of A, at most BLOCKS at a time. */
function chunksOf(packing: Packing): BlockPlace[][] {
  const all = blocksOf(packing);
  return Array.from({ length: Math.ceil(all.length / BLOCKS) }, (_, k) =>
    all.slice(k * BLOCKS, (k + 1) * BLOCKS),
  );
}

/** The number of replies of one party to each peer for one triple. */
export function repliesOfMatrix(shape: MatrixShape, degree: number): number {
  const packing = packPlain(shape, degree);
  return chunksOf(packing).reduce((all, blocks) => all + countSums(packing, blocks), 0);
}

/** The columns of one triple. Takes the labels "ciphertexts" and "products" of the session. */
export async function makePlainMatrix(
  session: Session,
  keys: TrustedKeys,
  shape: MatrixShape,
): Promise<Columns> {
  const { bgv, field, self, n, publicKeys, secretKey, window } = keys;
  const packing = packPlain(shape, bgv.slots);
  const work = beginMatrix(field, freshPrg(session), shape, 1);
  const ciphertexts = session.channel("ciphertexts");
  const products = session.channel("products");
  const others = othersOf(keys);

  for (const blocks of chunksOf(packing)) {
    // 1. Everybody's blocks of A, encrypted.
    const targets: (Target | null)[][] = [];
    await inTurns(
      window,
      bgv.ciphertextBytes,
      blocks.length,
      (k) => {
        const { x, y } = blocks[k]!;
        const own = bgv.encrypt(publicKeys[self]!, packLeft(packing, work.a, x, y));
        sendCiphertext(keys, ciphertexts, own.ciphertext);
        bgv.free(own.ciphertext);
      },
      async () => {
        targets.push(await receiveCiphertexts(keys, ciphertexts, others));
      },
    );

    // 2. A reply for every sum of products.
    const sums = sumsOfProducts(field, packing, work, blocks);
    await inTurns(
      window,
      bgv.replyBytes,
      sums.length,
      async (k) => {
        const sum = sums[k]!;
        const by = sum.products.map((product) => bgv.multiplicand(product.multiplicand()));
        const answered = sum.products.map(({ block }) => targets[block]!);
        sum.add(sumOfParts(field, answerSums(bgv, products, answered, by)));
        bgv.free(...by);
        await breathe(session);
      },
      async (k) => {
        const parts = await decryptAnswers(bgv, secretKey, products, others, n);
        sums[k]!.add(sumOfParts(field, parts));
      },
    );
    for (const list of targets) freeTargets(keys, list);
  }
  addOwnProducts(field, shape, work);
  return [work.a, ...pairsOfWork(shape, work.factors[0]!).flatMap(({ b, c }) => [b, c])];
}
