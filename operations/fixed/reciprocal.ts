/**
 * 1/x in fixed point, at the scale of x, f.
 *
 *   source     this project: a polynomial of b, where |x| = b·2^e (normalise.ts)
 *   formula    1/x = ±P(b)·2^(2f−e)·2^-f; P of degree 10 is off by 2^-26.5 of 1/b
 *   domain     x ≠ 0; of 0 it gives 0
 *   accuracy   1.05 units in the last place, and 2^-25.5 of the result. Where |x| ≥ 2^(f−22): worst 1.2, mean 0.3
 *   rounds     28; where truncation is exact 64
 *   traffic    t·897 elements to each; where truncation is exact t·2489
 *   items      t comparison masks, t·443 triples, t·2 squares, t·8 truncation masks; where truncation is exact t·1239 triples
 *   security   as of decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import { type Cost, operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import type { Share } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import {
  accuracyOf,
  examplesWith,
  near,
  octaves,
  rangeOfMonotone,
  realsOf,
  type Tolerance,
} from "./near.ts";
import { normaliseSigned, normaliseSignedCost, table } from "./normalise.ts";
import { high, low, placed, placedCost } from "./placed.ts";
import { type Polynomial, polynomial, polynomialCost } from "./polynomial.ts";
import { truncationCost } from "./truncation.ts";
import { assertWorking, rounded, WORKING } from "./working.ts";

/** 1/b = 4/(3 + t), interpolated. */
export const RECIPROCAL: Polynomial = {
  coefficients: [
    357913941, -119304677, 39768226, -13255478, 4418493, -1476176, 492059, -156375, 52125, -25020,
    8340,
  ],
  scale: WORKING,
};

/** ⟦2^(2f)/x⟧ */
async function reciprocalShares(k: Kernel, x: Share, f: number, exact: boolean): Promise<Share> {
  const places = [low, high].map((part) => table((e) => part(2 * f - e)));
  const { t, signed } = await normaliseSigned(k, x, places, exact);
  const inverse = await rounded(k, await polynomial(k, t, RECIPROCAL, exact), WORKING, exact);
  return placed(k, inverse, signed as [Share, Share], exact);
}

const reciprocalCost = (t: number, exact: boolean): Cost =>
  inTurn(
    normaliseSignedCost(2, t, exact),
    polynomialCost(RECIPROCAL, t, exact),
    truncationCost(WORKING, t, exact),
    placedCost(t, exact),
  );

const NEAR: Tolerance = { ulps: 1.05, relative: 2 ** -25.5 };

export const reciprocal = operation({
  name: "reciprocal",
  does: "1/x in fixed point at the scale of x, at most 24; 0 where x is 0",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "reciprocal", x);
    const exact = c.rounding === "floor";
    const [least, greatest] = x.range ?? [0, 0];
    const most = 2 ** x.scale;
    const known = least > 0 || greatest < 0 ? x.range : null;
    return {
      operands,
      gives: numbersOf(
        x.shape,
        x.scale,
        rangeOfMonotone(x.scale, known, [-most, most], (v) => 1 / v, NEAR),
      ),
      cost: () => reciprocalCost(x.length, exact),
      run: (k, [a]) => reciprocalShares(k, a!, x.scale, exact),
    };
  },
  plain: (x: Plain) =>
    near(
      x.shape,
      x.scale,
      realsOf(x).map((v) => (v === 0 ? 0 : 1 / v)),
      NEAR,
    ),
  examples: () => examplesWith(2n ** 16n, -(2n ** 20n)),
  accuracy: accuracyOf(
    { ulps: 1.2, mean: 0.3, over: "|x| ≥ 2^(scale − 22)" },
    [1, 8, 16, 24].map((f) =>
      octaves(f, 1n << BigInt(Math.max(0, 2 * f - 22)), 1n << 57n, { signed: true }),
    ),
    (x) => 1 / x,
  ),
});
