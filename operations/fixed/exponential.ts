/**
 * An exponential in fixed point, of a public base: 2^(x·c) for c = log2 of the base.
 *
 *   source     this project (power-of-two.ts)
 *   formula    x is clamped; X = x·c + f + 4 is at least 3; e^x·2^f = 2^(X−4) is whole where X ≥ 32, else rounded
 *   domain     clamped to [−(f + 1/2)/c, (56 − f)/c]
 *   rounds     base 2, f = 16: 23; another: 24; where truncation is exact 47, 54
 *   traffic    t·613, t·696 elements to each; where truncation is exact t·1809, t·2042
 *   items      t·3 comparison masks, t·301 or t·342 triples, t·2 squares, t·6 or t·7 truncation masks;
 *              where truncation is exact t·899 or t·1015 triples
 *   security   as of comparisons, decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Comparing, Cost, Plain, SecretCall } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyPublicScalar, type Share } from "../../protocols/share.ts";
import { plus } from "../arithmetic/linear.ts";
import { inTurn } from "../cost.ts";
import { clampCost, clampShares } from "../selection/clamp.ts";
import { near, rangeOfMonotone, realsOf, type Tolerance } from "./near.ts";
import { placed, placedCost } from "./placed.ts";
import { powerOfTwo, powerOfTwoCost } from "./power-of-two.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded, WORKING } from "./working.ts";

/** Fractional bits of x·c before it is rounded to 28. */
export const RAW = 50;
/** X ≥ 32 exactly where the result is a multiple of 2^-f without being rounded: as in placed.ts. */
const OFFSET = 3;

/** The second part is what c is off by, at 50 − f fractional bits, times the greatest x. */
const nearOf = (f: number, { factor }: Exponential): Tolerance => ({
  ulps: 1.05,
  relative: 2 ** -25 + (factor === null ? 0 : 2 ** (f - 46.5)),
});

/** Between which x·2^f is clamped. */
const boundsOf = (f: number, perBit: number): readonly [bigint, bigint] => [
  BigInt(Math.ceil(-(f + 0.5) * perBit * 2 ** f)),
  BigInt(Math.floor((56 - f) * perBit * 2 ** f)),
];

/** What one bit of the result is of x: 1/c; `factor` is c, or null for 1. */
export interface Exponential {
  readonly perBit: number;
  readonly factor: number | null;
}

async function exponential(
  k: Kernel,
  x: Share,
  f: number,
  { perBit, factor }: Exponential,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const [least, greatest] = boundsOf(f, perBit);
  const within = await clampShares(k, x, least, greatest);
  const up = (scale: number) => BigInt(f + 1 + OFFSET) << BigInt(scale);
  const s = factor === null ? f : WORKING;
  const exponent =
    factor === null
      ? plus(h, within, up(f))
      : await rounded(
          k,
          plus(h, multiplyPublicScalar(h, within, factorOf(factor, f)), up(RAW)),
          RAW - WORKING,
          exact,
        );
  const { fraction, low, high } = await powerOfTwo(k, exponent, s, 6, exact);
  const eighth = h.field.inverse(BigUint64Array.of(1n << BigInt(OFFSET)));
  // A power of two of at least 8, where it is not 0.
  return placed(k, fraction, [multiplyPublicScalar(h, low, eighth), high!], exact);
}

/** c at 50 − f fractional bits: a power of two times a double, the same at all parties. */
export const factorOf = (factor: number, f: number) =>
  BigUint64Array.of(BigInt(Math.round(factor * 2 ** (RAW - f))));

const exponentialCost = (
  c: Comparing,
  f: number,
  { factor }: Exponential,
  t: number,
  exact: boolean,
): Cost =>
  inTurn(
    clampCost(c, t),
    ...(factor === null ? [] : [truncationCost(RAW - WORKING, t, exact)]),
    powerOfTwoCost(factor === null ? f : WORKING, 6, t, exact),
    placedCost(t, exact),
  );

const realOf =
  (f: number, { perBit }: Exponential) =>
  (x: number) => {
    const [least, greatest] = boundsOf(f, perBit).map((v) => Number(v) / 2 ** f);
    return 2 ** (Math.max(least!, Math.min(greatest!, x)) / perBit);
  };

/** A call of that exponential. */
export function exponentialCall(c: Checking, what: string, x: Secret, of: Exponential): SecretCall {
  const operands = [c.own(x)];
  assertWorking(c.field, what, x);
  const { shape, scale, length } = x;
  const exact = c.rounding === "floor";
  const whole: Range = [0, 2 ** (56 - scale)];
  return {
    operands,
    gives: numbersOf(
      shape,
      scale,
      rangeOfMonotone(scale, x.range, whole, realOf(scale, of), nearOf(scale, of)),
    ),
    cost: () => exponentialCost(c, scale, of, length, exact),
    run: (k, [a]) => exponential(k, a!, scale, of, exact),
  };
}

export const plainExponential = (x: Plain, of: Exponential) =>
  near(x.shape, x.scale, realsOf(x).map(realOf(x.scale, of)), nearOf(x.scale, of));
