/**
 * The logarithm of positive numbers in fixed point, to a public base.
 *
 *   source     this project: a polynomial of b, where x = b·2^e (normalise.ts)
 *   formula    log x = log b + (e − f)·log 2: both at 51 fractional bits, rounded once
 *   domain     x > 0; x ≤ 0 counts as half a unit in the last place, 2^-(f+1)
 *   rounds     25; where truncation is exact 56 (f = 16)
 *   traffic    t·770 elements to each; where truncation is exact t·2208 (f = 16)
 *   items      t comparison masks, t·380 triples, t·2 squares, t·7 truncation masks; where truncation is exact t·1099 triples
 *              (f = 16)
 *   security   as of decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Cost, Plain, SecretCall } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, type Share } from "../../protocols/share.ts";
import { weighted } from "../arithmetic/linear.ts";
import { inTurn } from "../cost.ts";
import { near, rangeOfMonotone, realsOf, type Tolerance } from "./near.ts";
import { normalisePositive, normalisePositiveCost, table } from "./normalise.ts";
import { type Polynomial, polynomial, polynomialCost } from "./polynomial.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded, WORKING } from "./working.ts";

/** A logarithm of b = (3 + t)/4, and of 2. */
export interface Base {
  readonly polynomial: Polynomial;
  readonly ofTwo: number;
  readonly real: (x: number) => number;
}

/** The last place, and what is left of 28 and of 23 fractional bits. */
const nearAt = (scale: number): Tolerance => ({ ulps: 1.05 + 2 ** (scale - 21.5) });

async function logShares(k: Kernel, x: Share, f: number, base: Base, exact: boolean) {
  const h = k.residues;
  const { t, places } = await normalisePositive(k, x, exact);
  const fraction = await polynomial(k, t, base.polynomial, exact);
  const bits = WORKING + base.polynomial.scale;
  // A power of two times a double: exact, and the same at all parties.
  const one = BigInt(Math.round(base.ofTwo * 2 ** bits));
  const size = weighted(
    h,
    places,
    table((e) => BigInt(e - f) * one),
  );
  return rounded(k, addShares(h, fraction, size), bits - f, exact);
}

const logCost = ({ polynomial: of }: Base, f: number, t: number, exact: boolean): Cost =>
  inTurn(
    normalisePositiveCost(t, exact),
    polynomialCost(of, t, exact),
    truncationCost(WORKING + of.scale - f, t, exact),
  );

/** A call of the logarithm to that base. */
export function logCall(c: Checking, what: string, x: Secret, base: Base): SecretCall {
  const operands = [c.own(x)];
  assertWorking(c.field, what, x);
  const exact = c.rounding === "floor";
  const { shape, scale, length } = x;
  const whole = [0, 2 ** (58 - scale)].map(realOf(base, scale)) as [number, number];
  return {
    operands,
    gives: numbersOf(
      shape,
      scale,
      rangeOfMonotone(scale, x.range, whole, realOf(base, scale), nearAt(scale)),
    ),
    cost: () => logCost(base, scale, length, exact),
    run: (k, [a]) => logShares(k, a!, scale, base, exact),
  };
}

const realOf =
  ({ real }: Base, scale: number) =>
  (x: number) =>
    real(x > 0 ? x : 2 ** (-1 - scale));

export const plainLog = (x: Plain, base: Base) =>
  near(x.shape, x.scale, realsOf(x).map(realOf(base, x.scale)), nearAt(x.scale));
