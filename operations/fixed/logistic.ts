/**
 * 1/(1 + e^-|x|) in fixed point, and the sign of x: of which sigmoid and tanh follow.
 *
 *   source     this project
 *   formula    three comparisons say x < 0, x < −C, C < x, and |x| up to C is one product more; u = e^-|x| (power-of-two.ts)
 *              is in (0, 1], so that 1 + u needs no normalisation: 1/b of b = (1 + u)/2 (reciprocal.ts)
 *   domain     all x; |x| beyond C = (g + 2)·ln 2 counts as C, where g are the fractional bits of the result
 *   rounds     33; where truncation is exact 88 (f = 16)
 *   traffic    t·923 elements to each; where truncation is exact t·3549 (f = 16)
 *   items      t·4 comparison masks, t·451 triples, t·4 squares, t·13 truncation masks;
 *              where truncation is exact t·1764 triples (f = 16)
 *   security   as of comparisons, decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import {
  addShares,
  concatShares,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { multiple, plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { isNegative, isNegativeCost } from "../comparison/is-negative.ts";
import { inTurn } from "../cost.ts";
import { factorOf, RAW } from "./exponential.ts";
import { type Drawn, octaves } from "./near.ts";
import { polynomial, polynomialCost } from "./polynomial.ts";
import { powerOfTwo, powerOfTwoCost } from "./power-of-two.ts";
import { RECIPROCAL } from "./reciprocal.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

/** e^-|x| = 2^(X − 31), where X is from 3 to 31. */
const TOP = 31;

/** Of its functions, across where they change and far beyond. */
export const SAMPLES: readonly Drawn[] = [1, 8, 16, 22].map((f) =>
  octaves(f, 1n, f === 8 ? MAX_INTEGER : 1n << BigInt(f + 5), { signed: true }),
);

export interface Logistic {
  /** 1/(1 + e^-|m·x|), in [1/2, 1], at g fractional bits. */
  readonly value: Share;
  /** [x < 0] */
  readonly negative: Share;
}

/** Of x with f fractional bits, m = 2^(g − f), g = f or f + 1. */
export async function logistic(
  k: Kernel,
  x: Share,
  f: number,
  g: number,
  exact: boolean,
): Promise<Logistic> {
  const h = k.residues;
  const twice = 2 ** (g - f);
  const bound = BigInt(Math.ceil(((g + 2) * Math.LN2 * 2 ** f) / twice));
  const { low, high, negative, sign } = await whereOf(k, x, bound);
  const inside = addShares(h, sign, subtractShares(h, low, high));
  const size = addShares(
    h,
    await multiplyShares(k, x, inside),
    weighted(h, [low, high], [bound, bound]),
  );
  const raw = multiplyPublicScalar(h, size, factorOf(twice * Math.LOG2E, f));
  const down = await rounded(k, raw, RAW - WORKING, exact);
  const exponent = plus(h, negateShare(h, down), BigInt(TOP) << BigInt(WORKING));
  const { fraction, low: power } = await powerOfTwo(k, exponent, WORKING, 5, exact);
  // A power of two of at least 2^3: what is left of it times the fraction is below 2^57.
  const eighth = h.field.inverse(BigUint64Array.of(8n));
  const product = await multiplyShares(k, fraction, multiplyPublicScalar(h, power, eighth));
  const u = await rounded(k, product, WORKING, exact);
  // 4b − 3 of b = (1 + u)/2
  const t = plus(h, addShares(h, u, u), -(1n << BigInt(WORKING)));
  const inverse = await polynomial(k, t, RECIPROCAL, exact);
  return { value: await rounded(k, inverse, cutOf(g), exact), negative };
}

/** ⟦x⟧ and where it is: below −bound, above bound, below 0. */
async function whereOf(k: Kernel, x: Share, bound: bigint) {
  const h = k.residues;
  const t = x.value.length;
  const under = plus(h, negateShare(h, x), bound);
  const found = await isNegative(k, concatShares([plus(h, x, bound), under, x]));
  const [low, high, negative] = [0, 1, 2].map((j) => sliceShare(found, j * t, (j + 1) * t));
  return {
    low: low!,
    high: high!,
    negative: negative!,
    sign: plus(h, multiple(h, negative!, -2n), 1n),
  };
}

/** 1/b is twice the value. */
const cutOf = (g: number) => 2 * WORKING + 1 - g;

/** Of t elements. */
export const logisticCost = (c: Comparing, g: number, t: number, exact: boolean): Cost =>
  inTurn(
    isNegativeCost(c, 3 * t),
    multiplyCost(t),
    truncationCost(RAW - WORKING, t, exact),
    powerOfTwoCost(WORKING, 5, t, exact),
    multiplyCost(t),
    truncationCost(WORKING, t, exact),
    polynomialCost(RECIPROCAL, t, exact),
    truncationCost(cutOf(g), t, exact),
  );

/** ⟦v⟧, or ⟦whole − v⟧ where `negative`: v + [x < 0]·(whole − 2v). */
export async function mirrored(
  k: Kernel,
  v: Share,
  negative: Share,
  whole: bigint,
): Promise<Share> {
  const h = k.residues;
  const apart = plus(h, negateShare(h, addShares(h, v, v)), whole);
  return addShares(h, v, await multiplyShares(k, negative, apart));
}
