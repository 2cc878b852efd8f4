/**
 * [x = j] for each j below m, with one mask for all of them; x is any residue.
 *
 *   source     this project
 *   formula    c = x + r is opened; x = j exactly when r = c_j, c_j = c − j mod p. With l = ⌈log2 m⌉ ≤ 18:
 *              [x = j] = [r >> l = c_j >> l]·[r mod 2^l = c_j mod 2^l]. 2^l divides p − 1, so all c_j but p − 1 are of
 *              two blocks of 2^l, those of c_0 and c_(m−1): two products of 60 − l bits. r = p − 1 exactly when its
 *              top 42 bits are 1. The low factors come of the low bits in a tree (decode.ts)
 *   result     0 at every j, if x is none of them
 *   rounds     8; m = 1: 7; m = 0: none
 *   traffic    2 elements for each triple, and 1 for each x
 *   items      a comparison mask for each x; triples for each x: 2·(59 − l) + 41 + T(l) + m; m = 1: 59
 *   security   c is uniform, as r is. It is unchecked: its bits are public factors, and say which element of a share
 *              is a factor; never a branch
 *   deviation  m comparisons with 0 cost 59 triples and a mask each. From the bits of x it is the same tree, but they
 *              cost a comparison of c and a subtraction first, and say nothing of an x that is out of range
 */
import type { Field } from "../../algebra/field.ts";
import type { Kernel } from "../../online/kernel.ts";
import {
  bitOf,
  complement,
  countdown,
  difference,
  lowBits,
  multiplyUnchecked,
  picked,
  product,
  sameAs,
  shareAt,
  shiftRight,
} from "../../online/local-maps.ts";
import { eachVector, gather } from "../../online/matrix-layout.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { addShares, type Share, sliceShare } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { productOfAll, productOfAllCost } from "../arithmetic/product-of-all.ts";
import { notShares } from "../bits/not.ts";
import { flippedBy } from "../comparison/flipped-by.ts";
import { type Blinded, blind, blindCost } from "../comparison/is-negative.ts";
import { isZeroCost, isZeroShares } from "../comparison/is-zero.ts";
import { atOnce, inTurn, NO_COST } from "../cost.ts";
import { assertPrime } from "../fixed/truncation.ts";
import { decode, decodeCost } from "./decode.ts";

/** 2^18 divides p − 1, and p − 1 ends in as many zeros. */
const ZEROS = 18;

/** RangeError naming `what` unless an index can be looked for among so many positions. */
export function assertPositions(what: string, field: Field, size: number): void {
  assertPrime(field, what);
  if (!Number.isInteger(size) || size < 0 || size > 2 ** ZEROS)
    throw new RangeError(`${what}: ${size} positions, must be an integer from 0 to 2^${ZEROS}`);
}

const bitsFor = (size: number): number => Math.ceil(Math.log2(size));

/** ⟦[x_i = j]⟧, a matrix of as many rows as x has elements and `size` columns. */
export async function oneHotShares(k: Kernel, x: Share, size: number): Promise<Share> {
  if (size === 0) return sliceShare(x, 0, 0);
  if (size === 1) return isZeroShares(k, x);
  const h = k.residues;
  const t = x.value.length;
  const l = bitsFor(size);
  const { c, masks }: Blinded = await blind(k, "one-hot", x);
  const targets = countdown(c, size, h.field);
  const lasts = picked(
    targets,
    every(t, (i) => i * size + size - 1),
  );
  const [first, second, top, low] = await Promise.all([
    sameHigh(k, masks.bits, c, l),
    sameHigh(k, masks.bits, lasts, l),
    productOfAll(k, masks.bits.slice(ZEROS)),
    decode(k, masks.bits.slice(0, l)),
  ]);
  const spread = every(t * size, (j) => Math.floor(j / size));
  const inRow = (s: Share) => eachVector(s, (v) => gather(v, spread));
  const blocks = blocksOf(h.field, targets, picked(c, spread), picked(lasts, spread), l);
  const high = addShares(
    h,
    multiplyUnchecked(h, inRow(first), blocks.first),
    multiplyUnchecked(h, inRow(second), blocks.second),
  );
  const starts = spread.map((i) => i * 2 ** l);
  const hot = await multiplyShares(k, high, shareAt(low, starts, lowBits(targets, l)));
  return addShares(h, hot, multiplyUnchecked(h, inRow(top), blocks.neither));
}

/** Of t elements. */
export function oneHotCost(bits: number, t: number, size: number): Cost {
  if (size === 0) return NO_COST;
  if (size === 1) return isZeroCost(bits, t);
  const l = bitsFor(size);
  return inTurn(
    blindCost(t),
    atOnce(productOfAllCost(bits - l, 2 * t), productOfAllCost(bits - ZEROS, t), decodeCost(l, t)),
    multiplyCost(t * size),
  );
}

const every = (count: number, f: (j: number) => number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, j) => f(j));

/** ⟦[r >> l = u >> l]⟧ */
const sameHigh = (k: Kernel, r: readonly Share[], u: Unchecked, l: number): Promise<Share> =>
  productOfAll(
    k,
    r.slice(l).map((bit, i) => notShares(k.residues, flippedBy(k.residues, bit, bitOf(u, l + i)))),
  );

/** Of each target 1 in that one whose block it is in: that of the first target of its row, of the last, or neither. */
function blocksOf(
  field: Field,
  targets: Unchecked,
  firsts: Unchecked,
  lasts: Unchecked,
  l: number,
): { readonly first: Unchecked; readonly second: Unchecked; readonly neither: Unchecked } {
  const block = shiftRight(targets, l);
  const first = sameAs(block, shiftRight(firsts, l));
  const others = complement(first, field);
  const second = product(sameAs(block, shiftRight(lasts, l)), others, field);
  return { first, second, neither: difference(others, second, field) };
}
