/**
 * The leading bit of numbers, and the numbers without their size: |x| = b·2^e with b in [1/2, 1] and e from 0 to 58.
 *
 *   source     this project
 *   formula    digits d of x, most significant first: N_i = Π_{j ≤ i} (1 − d_j); the leading one is at i where
 *              N_{i−1} − N_i is 1. Any function of e is then a sum with public weights; b = |x|·Σ_e 2^-e·[e]
 *   signed     digits are those of x ⊕ s with s = [x < 0], which is |x| or |x| − 1, and s itself below: |x| = 2^e gives
 *              b = 1. x = 0 has no e, and counts as b = 1/2 there
 *   positive   s is the first digit: x ≤ 0 counts as 1/2, half a unit in the last place: e = 0
 *   rounds     signed 18, positive 17; where truncation is exact 24, 23
 *   items      t comparison masks, t truncation masks; signed t·(436 + m) triples for m tables, positive t·377;
 *              where truncation is exact t·(535 + m), t·476
 *   security   as of decomposition and products
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import { MAGNITUDE_BITS } from "../../online/public-values.ts";
import {
  addShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
  sharePublic,
  subtractShares,
} from "../../protocols/share.ts";
import { multiple, plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares, productsOf } from "../arithmetic/multiply.ts";
import { decomposeCost, SIGNED_BITS, signedBits } from "../bits/decompose.ts";
import { notShares } from "../bits/not.ts";
import { prefixes, prefixLevels } from "../bits/prefix.ts";
import { inTurn } from "../cost.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

/** How many e there are: the greatest is 58. */
export const PLACES = MAGNITUDE_BITS + 1;

export interface Normal {
  /** t = 4b − 3 at 28 fractional bits, in [−1, 1]. */
  readonly t: Share;
  /** [e = 0] … [e = 58]. */
  readonly places: readonly Share[];
}

/** A public number for each e. */
export type Table = readonly bigint[];

export const table = (of: (e: number) => bigint): Table =>
  Array.from({ length: PLACES }, (_, e) => of(e));

/** 2^(58−e) */
const UP = table((e) => 1n << BigInt(MAGNITUDE_BITS - e));

/** x ≤ 0 counts as half a unit in the last place. */
export async function normalisePositive(k: Kernel, x: Share, exact: boolean): Promise<Normal> {
  const h = k.residues;
  const [sign, ...digits] = (await signedBits(k, x)).reverse() as [Share, ...Share[]];
  const { first, none } = await leading(k, [sign, ...digits]);
  const places = [addShares(h, none, sign), ...first.slice(1).reverse()];
  const factor = weighted(h, places, [0n, ...UP.slice(1)]);
  return { t: await scaled(k, await multiplyShares(k, x, factor), places[0]!, exact), places };
}

/** Of t elements. */
export const normalisePositiveCost = (t: number, exact: boolean): Cost =>
  inTurn(
    decomposeCost(0, SIGNED_BITS, t),
    leadingCost(t),
    multiplyCost(t),
    truncationCost(WORKING, t, exact),
  );

export interface SignedNormal extends Normal {
  /** For each table its number at e, with the sign of x; 0 where x is 0. */
  readonly signed: readonly Share[];
}

export async function normaliseSigned(
  k: Kernel,
  x: Share,
  tables: readonly Table[],
  exact: boolean,
): Promise<SignedNormal> {
  const h = k.residues;
  const [sign, ...bits] = (await signedBits(k, x)).reverse() as [Share, ...Share[]];
  const own = [...bits, x];
  const flips = await productsOf(
    k,
    own.map((a) => [sign, a]),
  );
  const digits = own.map((a, i) => {
    const both = addShares(h, flips[i]!, flips[i]!);
    return subtractShares(h, i === MAGNITUDE_BITS ? a : addShares(h, a, sign), both);
  });
  const magnitude = digits.pop()!;
  const { first, none } = await leading(k, [...digits, sign]);
  const places = first.reverse();
  const positive = plus(h, multiple(h, sign, -2n), 1n);
  const factors = tables.map((weights) => weighted(h, places, weights));
  const [whole, ...signed] = await productsOf(k, [
    [magnitude, weighted(h, places, UP)],
    ...factors.map((factor) => [positive, factor] as const),
  ]);
  return { t: await scaled(k, whole!, none, exact), places, signed };
}

/** Of t elements and so many tables. */
export const normaliseSignedCost = (tables: number, t: number, exact: boolean): Cost =>
  inTurn(
    decomposeCost(0, SIGNED_BITS, t),
    multiplyCost(t * PLACES),
    leadingCost(t),
    multiplyCost(t * (1 + tables)),
    truncationCost(WORKING, t, exact),
  );

/** t of b·2^58, or of 1/2 where `none`. */
function scaled(k: Kernel, b: Share, none: Share, exact: boolean): Promise<Share> {
  const h = k.residues;
  const half = multiplyPublicScalar(h, none, BigUint64Array.of(1n << 57n));
  // 4b − 3 at 56 bits.
  return rounded(k, plus(h, addShares(h, b, half), -(3n << 56n)), WORKING, exact);
}

const ALL = Array.from({ length: PLACES }, (_, i) => i);

/** Of 59 digits: at each [it is the first that is 1]; and [there is none]. */
async function leading(k: Kernel, digits: readonly Share[]) {
  const h = k.residues;
  const zeros = digits.map((digit) => notShares(h, digit));
  const noneYet = await prefixes(zeros, ALL, (pairs) => productsOf(k, pairs));
  const first = noneYet.map((now, i) => subtractShares(h, noneYet[i - 1] ?? ones(h, now), now));
  return { first, none: noneYet.at(-1)! };
}

const leadingCost = (t: number): Cost =>
  inTurn(...prefixLevels(ALL).map((merges) => multiplyCost(t * merges.length)));

const ones = (h: LocalContext, like: Share): Share =>
  sharePublic(h, new BigUint64Array(like.value.length).fill(1n));
