/**
 * ⌊x/2^f⌋ of signed integers |x| ≤ M = 2^58 − 2^18 in p = 2^60 − 2^18 + 1.
 *
 *   source     this project; masks of 60 shared bits instead of a statistical gap
 *   formula    x' = x + 2^58; c = x' + r is opened; x' + r = c + w·p with w = b_59·(1 − c_59), exact for
 *              |x| ≤ M and every r < p;
 *              ⟦x >> f⟧ = (c >> f) + ⟦w⟧·(((c + p) >> f) − (c >> f)) − ⟦r >> f⟧ − 2^(58−f)
 *   result     the floor, or with probability (x mod 2^f)/2^f (over r) one more; the exact form subtracts
 *              the borrow [(x' + r) mod 2^f < r mod 2^f]
 *   rounds     1; exact 2 + ⌈log2 f⌉ (f = 1: 2)
 *   traffic    t elements; exact t·(3 + 4·(2(f − 1) − ⌈log2 f⌉))
 *   items      t truncation masks; exact also t·(1 + 2·(2(f − 1) − ⌈log2 f⌉)) triples
 *   security   c is uniform, as r is. It is unchecked: it enters as a constant, never as a branch. Published is
 *              c, and the rounding is a function of (x, c), not a coin of its own.
 *   deviation  both borrows, for c and for c + p, are computed in the same rounds and selected by ⟦w⟧
 *
 * w is right: 0 < x' < 2^59. If x' + r wraps, r ≥ p − x' > 2^59 and c < x' < 2^59, so b_59 = 1 and c_59 = 0. If it does
 * not, c = x' + r ≥ r, so that b_59 = 1 makes c_59 = 1.
 */
import type { Field } from "../../algebra/field.ts";
import {
  type TruncationMasks,
  takeTruncationMasks,
  truncationMaskOf,
} from "../../items/kinds/truncation-mask.ts";
import type { Kernel } from "../../online/kernel.ts";
import {
  addUnchecked,
  bitOf,
  complement,
  difference,
  multiplyUnchecked,
  plusPrime,
  plusScalar,
  product,
  shiftRight,
} from "../../online/local-maps.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { type LocalContext, maskSum, type Share, subtractShares } from "../../protocols/share.ts";
import { offsetBit } from "../bits/decompose.ts";
import { inTurn } from "../cost.ts";
import { borrow, borrowCost } from "./borrow.ts";

/** The prime for which wrap and masks are worked out: 2^60 − 2^18 + 1. */
export const TRUNCATION_PRIME = 2n ** 60n - 2n ** 18n + 1n;

/** RangeError naming `what` in any field but that of 60 bits. */
export function assertPrime(field: Field, what: string): void {
  if (field.p !== TRUNCATION_PRIME)
    throw new RangeError(`${what}: works in p = 2^60 − 2^18 + 1 only, not in p = ${field.p}`);
}

/** RangeError naming `what` unless 1 ≤ f ≤ 58 in the field of 60 bits. */
export function assertTruncatable(field: Field, what: string, f: number): void {
  assertPrime(field, what);
  if (!Number.isInteger(f) || f < 1 || f > offsetBit(field))
    throw new RangeError(`${what}: ${f} bits, must be an integer from 1 to ${offsetBit(field)}`);
}

/** What a truncation's opening leaves: c and the masks. */
export interface MaskedSum {
  readonly c: Unchecked;
  readonly masks: TruncationMasks;
}

/** ⟦⌊x/2^f⌋⟧, or where `exact` is false perhaps one more. */
export async function truncateShares(
  k: Kernel,
  x: Share,
  f: number,
  exact: boolean,
): Promise<Share> {
  const t = x.value.length;
  const h = k.residues;
  const offset = new BigUint64Array(t).fill(1n << BigInt(offsetBit(k.field)));
  const opened = await k.open({
    label: `truncate${exact ? "-exact" : ""} ${f} ${t}`,
    opens: t,
    material: takeTruncationMasks(k, f, t, exact),
    masked: ({ r }: TruncationMasks) => [maskSum(h, x, r, offset)],
    finish: (c, masks): MaskedSum => ({ c, masks }),
  });
  const rough = shifted(h, opened, f);
  return exact ? subtractShares(h, rough, await borrowed(k, opened)) : rough;
}

/** Of t elements. */
export function truncationCost(f: number, t: number, exact: boolean): Cost {
  const masks = [truncationMaskOf(f, exact), t] as const;
  if (!exact) return { rounds: 1, opened: t, items: [masks] };
  return inTurn({ rounds: 1, opened: t, items: [masks] }, borrowCost(f, t));
}

/** The formula of the card: the floor, or one more. */
function shifted(h: LocalContext, { c, masks }: MaskedSum, f: number): Share {
  const { field } = h;
  const low = shiftRight(c, f);
  // With (p >> f) for the difference, f > 18 is biased and off by up to 2.
  const jump = difference(shiftRight(plusPrime(c, field), f), low, field);
  const wrapped = multiplyUnchecked(h, masks.top, product(jump, clearTop(field, c), field));
  const offset = BigUint64Array.of(field.p - (1n << BigInt(offsetBit(field) - f)));
  return addUnchecked(h, subtractShares(h, wrapped, masks.high), plusScalar(low, offset, field));
}

/** The borrow: ⟦u_0⟧ + ⟦w⟧·(⟦u_1⟧ − ⟦u_0⟧), u_0 = [c mod 2^f < r mod 2^f] and u_1 the same for c + p. */
async function borrowed(k: Kernel, { c, masks }: MaskedSum): Promise<Share> {
  const h = k.residues;
  if (masks.low === null) throw new TypeError("truncateExact: masks without their low bits");
  const w = multiplyUnchecked(h, masks.top, clearTop(h.field, c));
  return borrow(k, [c, plusPrime(c, h.field)], masks.low, w);
}

/** 1 − c_59 */
const clearTop = (field: Field, c: Unchecked): Unchecked =>
  complement(bitOf(c, field.bits - 1), field);
