/**
 * √x in fixed point, at the scale of x, f.
 *
 *   formula    root.ts with h = e + f; P of degree 10 is off by 2^-27 of √b
 *   domain     x ≥ 0; of x < 0 it gives 0
 *   accuracy   1.05 units in the last place, and 2^-25.5 of the result. Where x ≤ 2^(44−2f): worst 1.2, mean 0.35
 *   rounds     29; where truncation is exact 71
 *   traffic    t·778 elements to each; where truncation is exact t·2568
 *   items      t comparison masks, t·383 triples, t·2 squares, t·9 truncation masks; where truncation is exact t·1278 triples
 *   security   as root.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { M } from "../examples.ts";
import {
  accuracyOf,
  examplesWith,
  near,
  octaves,
  rangeOfMonotone,
  realsOf,
  type Tolerance,
} from "./near.ts";
import type { Polynomial } from "./polynomial.ts";
import { rootCost, rootShares } from "./root.ts";
import { assertWorking, WORKING } from "./working.ts";

/** √b = √(3 + t)/2, interpolated. */
const ROOT: Polynomial = {
  coefficients: [
    232471924, 38745321, -3228777, 538127, -112109, 26175, -6544, 1677, -453, 163, -46,
  ],
  scale: WORKING,
};

const NEAR: Tolerance = { ulps: 1.05, relative: 2 ** -25.5 };
const real = (x: number): number => Math.sqrt(Math.max(x, 0));

export const sqrt = operation({
  name: "sqrt",
  does: "√x in fixed point at the scale of x, at most 24; 0 where x < 0",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "sqrt", x);
    const exact = c.rounding === "floor";
    const whole = [0, real(Number(M) / 2 ** x.scale)] as const;
    return {
      operands,
      gives: numbersOf(x.shape, x.scale, rangeOfMonotone(x.scale, x.range, whole, real, NEAR)),
      cost: () => rootCost(ROOT, x.length, exact),
      run: (k, [a]) => rootShares(k, a!, ROOT, (e) => e + x.scale, exact),
    };
  },
  plain: (x: Plain) => near(x.shape, x.scale, realsOf(x).map(real), NEAR),
  examples: () => examplesWith(2n ** 17n),
  accuracy: accuracyOf(
    { ulps: 1.2, mean: 0.35, over: "0 < x ≤ 2^(44 − 2·scale)" },
    [1, 8, 16, 24].map((f) => octaves(f, 1n, 1n << BigInt(44 - f))),
    real,
  ),
});
