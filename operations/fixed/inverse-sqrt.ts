/**
 * 1/√x in fixed point, at the scale of x, f.
 *
 *   formula    root.ts with h = 3f − e; P of degree 10 is off by 2^-28 of 1/√b
 *   domain     x > 0; of x ≤ 0 it gives 0
 *   accuracy   1.05 units in the last place, and 2^-25.5 of the result. Where x ≥ 2^(2f−44): worst 1.2, mean 0.35
 *   rounds     29; where truncation is exact 71
 *   traffic    t·778 elements to each; where truncation is exact t·2568
 *   items      t comparison masks, t·383 triples, t·2 squares, t·9 truncation masks; where truncation is exact t·1278 triples
 *   security   as root.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
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

/** 1/√b = 2/√(3 + t), interpolated. */
export const INVERSE_ROOT: Polynomial = {
  coefficients: [
    309962566, -51660432, 12915108, -3587445, 1046336, -314375, 96066, -28651, 8946, -3900, 1238,
  ],
  scale: WORKING,
};

const NEAR: Tolerance = { ulps: 1.05, relative: 2 ** -25.5 };
const real = (x: number): number => (x > 0 ? 1 / Math.sqrt(x) : 0);

export const inverseSqrt = operation({
  name: "inverseSqrt",
  does: "1/√x in fixed point at the scale of x, at most 24; 0 where x ≤ 0",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "inverseSqrt", x);
    const exact = c.rounding === "floor";
    const whole = [0, 2 ** (x.scale / 2)] as const;
    // Falls from the least x on that is positive.
    const known = x.range !== null && x.range[0] > 0 ? x.range : null;
    return {
      operands,
      gives: numbersOf(x.shape, x.scale, rangeOfMonotone(x.scale, known, whole, real, NEAR)),
      cost: () => rootCost(INVERSE_ROOT, x.length, exact),
      run: (k, [a]) => rootShares(k, a!, INVERSE_ROOT, (e) => 3 * x.scale - e, exact),
    };
  },
  plain: (x: Plain) => near(x.shape, x.scale, realsOf(x).map(real), NEAR),
  examples: () => examplesWith(2n ** 17n),
  accuracy: accuracyOf(
    { ulps: 1.2, mean: 0.35, over: "x ≥ 2^(2·scale − 44)" },
    [1, 8, 16, 24].map((f) => octaves(f, 1n << BigInt(Math.max(0, 3 * f - 44)), 1n << 57n)),
    real,
  ),
});
