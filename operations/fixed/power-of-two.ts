/**
 * 2^x of non-negative x < 64 with s fractional bits: 2^⌊x⌋ and 2^(x − ⌊x⌋) apart.
 *
 *   source     this project
 *   formula    bits of ⌊x⌋ alone (bits/decompose.ts), b_i: 2^⌊x⌋ = Π_i (1 + b_i·(2^(2^i) − 1)). What is left of x is
 *              linear in it: u in [0, 1), and 2^u = P(2u − 1) of degree 6, off by 2^-27.6 of it
 *   rounds     13; where truncation is exact 31
 *   items      s = 28: t·112 triples, or t·107 for x < 32; t comparison masks, t·2 squares, t·5 truncation masks;
 *              where truncation is exact t·607 triples, or t·602
 *   security   as of decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import { multiplyPublicScalar, type Share, subtractShares } from "../../protocols/share.ts";
import { multiple, plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { productOfAll, productOfAllCost } from "../arithmetic/product-of-all.ts";
import { decompose, decomposeCost } from "../bits/decompose.ts";
import { atOnce, inTurn } from "../cost.ts";
import { type Polynomial, polynomial, polynomialCost } from "./polynomial.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

/** 2^u = 2^((1 + t)/2), interpolated. */
const EXP2: Polynomial = {
  coefficients: [379625062, 131568026, 22799001, 2633804, 228203, 15897, 917],
  scale: WORKING,
};

/** Factors of 2^⌊x⌋: 2^(⌊x⌋ mod 32). */
const FACTORS = 5;

export interface PowerOfTwo {
  /** 2^(x − ⌊x⌋) at 28 fractional bits, in [1, 2]. */
  readonly fraction: Share;
  /** 2^(⌊x⌋ mod 32), where ⌊x⌋ < 32; else 0. */
  readonly low: Share;
  /** The same, where ⌊x⌋ ≥ 32; else 0. Null if it never is. */
  readonly high: Share | null;
}

/** `bits`: 5 if x < 32, else 6. */
export async function powerOfTwo(
  k: Kernel,
  x: Share,
  s: number,
  bits: 5 | 6,
  exact: boolean,
): Promise<PowerOfTwo> {
  const h = k.residues;
  const whole = await decompose(k, x, s, s + bits);
  const floor = weighted(
    h,
    whole,
    whole.map((_, i) => 1n << BigInt(s + i)),
  );
  const up = BigUint64Array.of(1n << BigInt(WORKING + 1 - s));
  const rest = multiplyPublicScalar(h, subtractShares(h, x, floor), up);
  const t = plus(h, rest, -(1n << BigInt(WORKING)));
  const [fraction, sizes] = await Promise.all([fractionOf(k, t, exact), sizesOf(k, whole)]);
  return { fraction, ...sizes };
}

const fractionOf = async (k: Kernel, t: Share, exact: boolean): Promise<Share> =>
  rounded(k, await polynomial(k, t, EXP2, exact), WORKING, exact);

async function sizesOf(k: Kernel, whole: readonly Share[]) {
  const h = k.residues;
  const factors = whole
    .slice(0, FACTORS)
    .map((bit, i) => plus(h, multiple(h, bit, (1n << (1n << BigInt(i))) - 1n), 1n));
  const power = await productOfAll(k, factors);
  const last = whole[FACTORS];
  if (last === undefined) return { low: power, high: null };
  const high = await multiplyShares(k, power, last);
  return { low: subtractShares(h, power, high), high };
}

/** Of t elements. */
export const powerOfTwoCost = (s: number, bits: 5 | 6, t: number, exact: boolean): Cost =>
  inTurn(
    decomposeCost(s, s + bits, t),
    atOnce(
      inTurn(polynomialCost(EXP2, t, exact), truncationCost(WORKING, t, exact)),
      inTurn(productOfAllCost(FACTORS, t), ...(bits > FACTORS ? [multiplyCost(t)] : [])),
    ),
  );
