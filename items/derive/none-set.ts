/**
 * Whether none of l shared bits is set, as a polynomial of their sum e: 0 where one is, and m! where none is.
 *
 *   source     this project; Paterson, Stockmeyer (SIAM J. Comput. 2, 1973) for the evaluation
 *   formula    m = l or l + 1, whichever is even; g(e) = (e − 1)(e − 2)…(e − m). With u = e·(e − m − 1) the factors j
 *              and m + 1 − j are u + j·(m + 1 − j): g is a monic polynomial in u, of degree m/2.
 *              Of that in blocks of k coefficients, Horner in u^k
 *   rounds     those of its products, one after another: 1 for u, k − 1 for its powers, ⌈m/2k⌉ − 1 for Horner.
 *              l = 18: u, u², u³, ((u³ + q_2)·u³ + q_1)·u³ + q_0, which are 5
 *   traffic    2 elements for each product
 *   items      a triple for each product
 *   security   that of the products
 *
 * Fewer than 5 products cannot tell for l = 18. As a polynomial in the bits that is linear in each, what is 0 unless all
 * are 0 is c·Π(1 − b_i), of degree l, and a product at most doubles the degree.
 */
import {
  addPublic,
  addShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
} from "../../protocols/share.ts";
import type { OpenedProducts } from "./opened-products.ts";

/** m: the values of e at which g is 0 are 1 … m. */
const rootsOf = (l: number): number => l + (l % 2);

/** g(0) = m! for l bits. */
export const valueAtNone = (l: number): bigint =>
  Array.from({ length: rootsOf(l) }, (_, j) => BigInt(j + 1)).reduce((x, y) => x * y);

/** Of g in u, from the constant to the leading 1; integers. */
export function coefficientsInU(l: number): bigint[] {
  const m = rootsOf(l);
  let g = [1n];
  for (let j = 1; j <= m / 2; j++) {
    const constant = BigInt(j * (m + 1 - j));
    // g·(u + constant)
    g = [...g, 0n].map((c, i) => c * constant + (g[i - 1] ?? 0n));
  }
  return g;
}

/** Products for a degree, with k coefficients in a block. */
const productsWith = (degree: number, k: number): number => k - 1 + Math.ceil(degree / k) - 1;

/** The block length with the fewest products, and of those the shortest. */
function blockLength(degree: number): number {
  let best = 1;
  for (let k = 2; k <= degree; k++)
    if (productsWith(degree, k) < productsWith(degree, best)) best = k;
  return best;
}

/** How many products g takes for l bits. */
export function noneSetProducts(l: number): number {
  const degree = rootsOf(l) / 2;
  return 1 + productsWith(degree, blockLength(degree));
}

/** ⟦g(e_j)⟧, for e_j the sum of l bits. */
export async function noneSet(
  h: LocalContext,
  products: OpenedProducts,
  l: number,
  e: Share,
): Promise<Share> {
  const coefficients = coefficientsInU(l);
  const degree = coefficients.length - 1;
  const k = blockLength(degree);

  // 1. u = e·(e − m − 1).
  const u = await products.multiply(e, plus(h, e, BigInt(-rootsOf(l) - 1)));

  // 2. u² … u^k.
  const powers = [u];
  while (powers.length < k) powers.push(await products.multiply(powers.at(-1)!, u));

  // 3. Horner in u^k. The leading block ends with the power that is left, at most u^k.
  const onto = (start: Share, [constant, ...others]: readonly bigint[]): Share =>
    plus(
      h,
      others.reduce((sum, c, i) => addShares(h, sum, scaled(h, powers[i]!, c)), start),
      constant!,
    );
  let at = (Math.ceil(degree / k) - 1) * k;
  let sum = onto(powers[degree - at - 1]!, coefficients.slice(at, degree));
  for (at -= k; at >= 0; at -= k)
    sum = onto(await products.multiply(sum, powers[k - 1]!), coefficients.slice(at, at + k));
  return sum;
}

/** ⟦c·x_j⟧ for a public c. */
const scaled = (h: LocalContext, x: Share, c: bigint): Share =>
  multiplyPublicScalar(h, x, h.field.fromIntegers([c]));

/** ⟦x_j + c⟧ for a public c. */
function plus(h: LocalContext, x: Share, c: bigint): Share {
  const [residue] = h.field.fromIntegers([c]);
  return addPublic(h, x, new BigUint64Array(x.value.length).fill(residue!));
}
