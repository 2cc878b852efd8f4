/**
 * Matrix triples of the passive twin: blocks of A encrypted, and answered whole.
 *
 *   paper       [KPR18] ePrint 2017/1230, Multiply, on matrices, against passive parties
 *   invariant   if all are honest, C = A·B or C = Aᵀ·B, and nobody knows A or B
 *   rounds      1 of ciphertexts, 1 of replies
 *   traffic     a ciphertext for every block of A, a reply for every product of blocks and peer
 *   soundness   none
 *   security    passive, up to n−1 corruptions
 *   deviation   packing (offline/matrix-packing.ts)
 */
import { freshPrg } from "../../crypto/random.ts";
import type { Session } from "../../network/session.ts";
import { choosePacking, packLeft } from "../matrix-packing.ts";
import { addOwnProducts, beginMatrix, pairsOfWork, productsOfBlock } from "../matrix-work.ts";
import {
  answer,
  breathe,
  decryptAnswers,
  inTurns,
  othersOf,
  sumOfParts,
  type Target,
} from "../pairwise.ts";
import type { MatrixShape } from "../preprocessing.ts";
import type { Columns } from "../stock-layout.ts";
import { freeTargets, receiveCiphertexts, sendCiphertext, type TrustedKeys } from "./keys.ts";

/** The columns of one triple. Takes the labels "ciphertexts" and "products" of the session. */
export async function makePlainMatrix(
  session: Session,
  keys: TrustedKeys,
  shape: MatrixShape,
): Promise<Columns> {
  const { bgv, field, self, n, publicKeys, secretKey } = keys;
  const packing = choosePacking(shape, bgv.slots);
  const work = beginMatrix(field, freshPrg(session), shape, 1);
  const ciphertexts = session.channel("ciphertexts");
  const products = session.channel("products");
  const others = othersOf(keys);

  // A block's ciphertexts go out and come in when its first product is due.
  const steps = Array.from({ length: packing.rowBlocks * packing.innerBlocks }, (_, block) => {
    const [x, y] = [block % packing.rowBlocks, Math.floor(block / packing.rowBlocks)];
    const list = productsOfBlock(field, packing, work, x, y);
    return list.map((product, at) => ({ product, x, y, at, isLast: at === list.length - 1 }));
  }).flat();
  let targets: (Target | null)[] = [];
  await inTurns(
    steps.length,
    async (k) => {
      const { product, x, y, at, isLast } = steps[k]!;
      if (at === 0) {
        const own = bgv.encrypt(publicKeys[self]!, packLeft(packing, work.a, x, y));
        sendCiphertext(keys, ciphertexts, own.ciphertext);
        bgv.free(own.ciphertext);
        targets = await receiveCiphertexts(keys, ciphertexts, others);
      }
      const by = bgv.multiplicand(product.multiplicand());
      product.add(sumOfParts(field, answer(bgv, products, targets, by)));
      bgv.free(by);
      if (isLast) freeTargets(keys, targets);
      await breathe(session);
    },
    async (k) => {
      const parts = await decryptAnswers(bgv, secretKey, products, others, n);
      steps[k]!.product.add(sumOfParts(field, parts));
    },
  );
  addOwnProducts(field, shape, work);
  return [work.a, ...pairsOfWork(shape, work.factors[0]!).flatMap(({ b, c }) => [b, c])];
}
