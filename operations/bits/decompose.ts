/**
 * Bits of x' = x + 2^58, of signed integers |x| ≤ M.
 *
 *   source     this project; masks of 60 shared bits, prefixes as prefix.ts has them
 *   formula    c = x' + r is opened; x' + r = c + w·p with w = b_59·(1 − c_59), b_59 the top bit of r. So x' = u − r with
 *              u_i = c_i + w·((c + p)_i − c_i); g_i = (1 − u_i)·r_i, e_i = 1 − (u_i ⊕ r_i);
 *              borrows B_{i+1} = g_i + e_i·B_i; bit i is u_i ⊕ r_i ⊕ B_i = 1 − e_i − B_i + 2·(B_{i+1} − g_i)
 *   why w      x' < 2^59 and 2^59 ≤ p − x'. If x' + r ≥ p, then r ≥ 2^59, so b_59 = 1, and c < x', so c_59 = 0. Else, if
 *              b_59 = 1, c = x' + r ≥ 2^59, so c_59 = 1. It holds for r = p − 1 too
 *   rounds     1 for c and, with it, b_59·r_i; then a level of prefixes each
 *   traffic    1 element for c, 2 for each triple
 *   items      t comparison masks, t triples for each b_59·r_i, t·1 or t·2 for each merge
 *   security   c is uniform, as r is; factors are masked. c is unchecked: its bits are public factors, never a branch
 */
import type { Field } from "../../algebra/field.ts";
import {
  COMPARISON_MASK,
  type ComparisonMasks,
  takeComparisonMasks,
} from "../../items/kinds/comparison-mask.ts";
import { TRIPLE, type Triples, takeTriples } from "../../items/kinds/triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import {
  addUnchecked,
  bitOf,
  complement,
  difference,
  multiplyUnchecked,
  partOf,
  plusPrime,
  product,
  recombine,
} from "../../online/local-maps.ts";
import type { Cost } from "../../online/operation.ts";
import { MAGNITUDE_BITS } from "../../online/public-values.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import {
  addShares,
  concatShares,
  type LocalContext,
  maskShares,
  maskSum,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { plus } from "../arithmetic/linear.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { merged, type Node } from "../comparison/below.ts";
import { inTurn } from "../cost.ts";
import { notShares } from "./not.ts";
import { prefixes, prefixLevels } from "./prefix.ts";

/** Of a signed integer |x| ≤ M, in two's complement. */
export const SIGNED_BITS = MAGNITUDE_BITS + 1;

/** x + 2^58 is not negative, and less than 2^59. Of a smaller prime of this form two less than its bits, too. */
export const offsetBit = (field: Field): number => field.bits - 2;

/** Bits [from, to) of x', to ≤ 59; a vector each. */
export async function decompose(k: Kernel, x: Share, from: number, to: number): Promise<Share[]> {
  const h = k.residues;
  const leaves = await opened(k, x, to);
  const wanted = wantedBorrows(from, to);
  // Below bit 0 there is nothing to be equal on.
  const [{ lt: lowest }, ...others] = leaves as [Node, ...Node[]];
  const found = await prefixes([{ lt: lowest, eq: null }, ...others], wanted, (pairs) =>
    merged(k, pairs),
  );
  const borrow = (i: number): Share => found[i - 1 - wanted[0]!]!.lt;
  return Array.from({ length: to - from }, (_, j) => {
    const i = from + j;
    const { lt, eq } = leaves[i]!;
    const carried = subtractShares(h, borrow(i + 1), lt);
    const whole = subtractShares(h, addShares(h, carried, carried), eq!);
    const flipped = plus(h, whole, 1n);
    return i === 0 ? flipped : subtractShares(h, flipped, borrow(i));
  });
}

/** The `count` low bits of x in two's complement, at most 59; the last of 59 is [x < 0]. They cost what `decompose` does. */
export async function signedBits(
  k: Kernel,
  x: Share,
  count: number = SIGNED_BITS,
): Promise<Share[]> {
  const sign = offsetBit(k.field);
  const found = await decompose(k, x, 0, count);
  return found.map((bit, i) => (i === sign ? notShares(k.residues, bit) : bit));
}

/** Of t elements. */
export function decomposeCost(from: number, to: number, t: number): Cost {
  const levels = prefixLevels(wantedBorrows(from, to)).map((merges) =>
    multiplyCost(t * merges.reduce((sum, { lower }) => sum + (lower.low === 0 ? 1 : 2), 0)),
  );
  const items = [[COMPARISON_MASK, t] as const, [TRIPLE, t * to] as const];
  return inTurn({ rounds: 1, opened: t * (1 + 2 * to), items }, ...levels);
}

/** The borrows into bits from … to end here. */
const wantedBorrows = (from: number, to: number): number[] => {
  const first = Math.max(from - 1, 0);
  return Array.from({ length: to - first }, (_, j) => first + j);
};

interface Material {
  readonly masks: ComparisonMasks;
  readonly triples: Triples;
}

async function materialOf(k: Kernel, t: number, products: number): Promise<Material> {
  const [masks, triples] = await Promise.all([takeComparisonMasks(k, t), takeTriples(k, products)]);
  return { masks, triples };
}

/** g_i and e_i of the `to` low bits. */
function opened(k: Kernel, x: Share, to: number): Promise<Node[]> {
  const h = k.residues;
  const t = x.value.length;
  const offset = new BigUint64Array(t).fill(1n << BigInt(offsetBit(k.field)));
  return k.open({
    label: `bits ${to} ${t}`,
    opens: t + 2 * t * to,
    material: materialOf(k, t, t * to),
    masked: ({ masks: { r, bits }, triples: { a, b } }: Material) => [
      maskSum(h, x, r, offset),
      maskShares(concatShares(bits.slice(0, to)), a),
      maskShares(concatShares(Array<Share>(to).fill(bits.at(-1)!)), b),
    ],
    finish: (values, { masks, triples }) => {
      const part = (j: number) => partOf(values, t + j * t * to, t + (j + 1) * t * to);
      const tops = recombine(h, triples, part(0), part(1));
      return leavesOf(
        h,
        partOf(values, 0, t),
        masks.bits,
        (i) => sliceShare(tops, i * t, (i + 1) * t),
        to,
      );
    },
  });
}

/** Of c and the bits of r; `top(i)` is ⟦b_59·r_i⟧. */
function leavesOf(
  h: LocalContext,
  c: Unchecked,
  bits: readonly Share[],
  top: (i: number) => Share,
  to: number,
): Node[] {
  const { field } = h;
  const wrapped = plusPrime(c, field);
  const clear = complement(bitOf(c, field.bits - 1), field);
  return bits.slice(0, to).map((r, i) => {
    const bit = bitOf(c, i);
    const jump = product(difference(bitOf(wrapped, i), bit, field), clear, field);
    const u = addUnchecked(h, multiplyUnchecked(h, bits.at(-1)!, jump), bit);
    const both = addShares(h, multiplyUnchecked(h, r, bit), multiplyUnchecked(h, top(i), jump));
    const apart = subtractShares(h, addShares(h, u, r), addShares(h, both, both));
    return { lt: subtractShares(h, r, both), eq: notShares(h, apart) };
  });
}
