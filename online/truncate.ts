/**
 * ⌊x/2^f⌋ of signed integers |x| ≤ M = 2^58 − 2^18 in p = 2^60 − 2^18 + 1.
 *
 *   source     this project; masks of 60 shared bits instead of a statistical gap
 *   formula    x' = x + 2^58; c = x' + r is opened; x' + r = c + w·p with w = b_59·(1 − c_59), exact for
 *              |x| ≤ M and r ≤ p − 2;
 *              ⟦x >> f⟧ = (c >> f) + ⟦w⟧·(((c + p) >> f) − (c >> f)) − ⟦r >> f⟧ − 2^(58−f)
 *   result     the floor, or with probability (x mod 2^f)/2^f (over r) one more; the exact form subtracts
 *              the borrow [(x' + r) mod 2^f < r mod 2^f]
 *   rounds     1; exact 2 + ⌈log2 f⌉ (f = 1: 2)
 *   traffic    t elements; exact t·(3 + 4·(2(f − 1) − ⌈log2 f⌉))
 *   items      t truncation masks; exact also t·(1 + 2·(2(f − 1) − ⌈log2 f⌉)) triples
 *   security   c is uniform but for r ≠ p − 1 (1/p a mask). It is unchecked: it enters as a constant, never
 *              as a branch. Published is c, and the rounding is a function of (x, c), not a coin of its own.
 *   deviation  both borrows, for c and for c + p, are computed in the same rounds and selected by ⟦w⟧
 */
import type { Field, Vector } from "../algebra/field.ts";
import { bitOf, plusPrime, shiftRight } from "../algebra/words.ts";
import { type TruncationMasks, takeTruncationMasks } from "../items/kinds/truncation-mask.ts";
import {
  addPublic,
  addShares,
  concatShares,
  type Holder,
  multiplyPublic,
  type Share,
  sliceShare,
  subtractShares,
} from "../protocols/share.ts";
import type { Job } from "./job.ts";
import type { Material } from "./material.ts";

/** The prime for which wrap and masks are worked out: 2^60 − 2^18 + 1. */
export const TRUNCATION_PRIME = 2n ** 60n - 2n ** 18n + 1n;

/** x' = x + 2^58 is not negative for |x| ≤ M. */
const OFFSET_BITS = 58;
const TOP_BIT = 59;

/** RangeError naming `what` unless 1 ≤ f ≤ 58 in the field of 60 bits. */
export function assertTruncatable(field: Field, what: string, f: number): void {
  if (field.p !== TRUNCATION_PRIME)
    throw new RangeError(`${what}: works in p = 2^60 − 2^18 + 1 only, not in p = ${field.p}`);
  if (!Number.isInteger(f) || f < 1 || f > OFFSET_BITS)
    throw new RangeError(`${what}: ${f} bits, must be an integer from 1 to ${OFFSET_BITS}`);
}

/** What a truncation's opening leaves: c and the masks, of which the sum below is local. */
export interface Opened {
  readonly c: Vector;
  readonly masks: TruncationMasks;
}

export function openMasked(
  h: Holder,
  items: Material,
  x: Share,
  f: number,
  exact: boolean,
): Job<TruncationMasks, Opened> {
  const t = x.value.length;
  return {
    label: `truncate${exact ? "-exact" : ""} ${f} ${t}`,
    opens: t,
    material: takeTruncationMasks(items, f, t, exact),
    masked: ({ r }) => [maskedBy(h, x, r)],
    finish: (c, masks) => ({ c, masks }),
  };
}

/** ⟦x' + r⟧ */
export const maskedBy = (h: Holder, x: Share, r: Share): Share =>
  addPublic(
    h,
    addShares(h, x, r),
    new BigUint64Array(x.value.length).fill(1n << BigInt(OFFSET_BITS)),
  );

/** The formula of the card: the floor, or one more. */
export function shiftShares(h: Holder, { c, masks }: Opened, f: number): Share {
  const { field } = h;
  const low = shiftRight(c, f);
  // With (p >> f) for the difference, f > 18 is biased and off by up to 2.
  const jump = field.subtract(shiftRight(plusPrime(c, field.p), f), low);
  const wrapped = multiplyPublic(h, masks.top, field.multiply(jump, clearTop(field, c)));
  const offset = BigUint64Array.of(field.p - (1n << BigInt(OFFSET_BITS - f)));
  return addPublic(h, subtractShares(h, wrapped, masks.high), field.addScalar(low, offset));
}

/** ⟦w⟧ = ⟦b_59⟧·(1 − c_59) */
const wrap = (h: Holder, { c, masks }: Opened): Share =>
  multiplyPublic(h, masks.top, clearTop(h.field, c));

/** 1 − c_59 */
const clearTop = (field: Field, c: Vector): Vector => complement(field, bitOf(c, TOP_BIT));

/** 1 − b_j */
const complement = (field: Field, b: Vector): Vector =>
  field.addScalar(field.negate(b), BigUint64Array.of(1n));

/** lt = [c < r] and eq = [c = r] on a run of bits; a vector each. eq is null where nothing needs it. */
interface Node {
  readonly lt: Share;
  readonly eq: Share | null;
}

/** Per bit, least significant first: lt_i = (1 − c_i)·r_i, eq_i = 1 − (c_i ⊕ r_i). */
function leaves(h: Holder, c: Vector, bits: readonly Share[]): Node[] {
  const { field } = h;
  return bits.map((r, i) => {
    const bit = bitOf(c, i);
    const clear = complement(field, bit);
    const sign = field.subtract(bit, clear);
    const eq = i === 0 ? null : addPublic(h, multiplyPublic(h, r, sign), clear);
    return { lt: multiplyPublic(h, r, clear), eq };
  });
}

/**
 * The floor: the shifted value less the borrow ⟦u_0⟧ + ⟦w⟧·(⟦u_1⟧ − ⟦u_0⟧), with u_0 = [c mod 2^f < r mod
 * 2^f] and u_1 the same for c + p. `multiply` takes one round.
 */
export async function floorShares(
  h: Holder,
  opened: Opened,
  f: number,
  multiply: (x: Share, y: Share) => Promise<Share>,
): Promise<Share> {
  const { c, masks } = opened;
  if (masks.low === null) throw new TypeError("truncateExact: masks without their low bits");
  const w = wrap(h, opened);
  let trees = [leaves(h, c, masks.low), leaves(h, plusPrime(c, h.field.p), masks.low)];
  while (trees[0]!.length > 1) trees = await combineLevel(h, trees, multiply);
  const [u0, u1] = trees.map((tree) => tree[0]!.lt) as [Share, Share];
  const selected = await multiply(w, subtractShares(h, u1, u0));
  const borrow = addShares(h, u0, selected);
  return subtractShares(h, shiftShares(h, opened, f), borrow);
}

/** (lt, eq) ← (lt_hi + eq_hi·lt_lo, eq_hi·eq_lo) for every pair of neighbours of all trees, in one round. */
async function combineLevel(
  h: Holder,
  trees: readonly Node[][],
  multiply: (x: Share, y: Share) => Promise<Share>,
): Promise<Node[][]> {
  const pairs = trees.flatMap((tree) =>
    Array.from({ length: tree.length >> 1 }, (_, k) => [tree[2 * k]!, tree[2 * k + 1]!] as const),
  );
  const left = pairs.flatMap(([lo, hi]) => (lo.eq === null ? [hi.eq!] : [hi.eq!, hi.eq!]));
  const right = pairs.flatMap(([lo]) => (lo.eq === null ? [lo.lt] : [lo.lt, lo.eq]));
  const products = await multiply(concatShares(left), concatShares(right));
  const t = right[0]!.value.length;
  let taken = 0;
  const next = () => sliceShare(products, t * taken, t * ++taken);
  const joined = pairs.map(([lo, hi]): Node => {
    const lt = addShares(h, hi.lt, next());
    return { lt, eq: lo.eq === null ? null : next() };
  });
  const perTree = joined.length / trees.length;
  return trees.map((tree, k) => [
    ...joined.slice(k * perTree, (k + 1) * perTree),
    ...(tree.length % 2 === 1 ? [tree.at(-1)!] : []),
  ]);
}
