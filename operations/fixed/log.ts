/**
 * The natural logarithm in fixed point, at the scale of x, f.
 *
 *   formula    logarithm.ts; P of degree 10 is off by less than 2^-22.9
 *   domain     x > 0; x ≤ 0 counts as half a unit in the last place, 2^-(f+1)
 *   accuracy   1.05 + 2^(f−21.5) units in the last place, worst: 1.1 for f ≤ 17; mean 0.35 there
 *   rounds     25; where truncation is exact 56 (f = 16)
 *   traffic    t·770 elements to each; where truncation is exact t·2208 (f = 16)
 *   items      t comparison masks, t·380 triples, t·2 squares, t·7 truncation masks; where truncation is exact t·1099 triples
 *              (f = 16)
 *   security   as logarithm.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { type Base, logCall, plainLog } from "./logarithm.ts";
import { accuracyOf, examplesWith, octaves } from "./near.ts";

/** ln b of b = (3 + t)/4, interpolated. */
const BASE: Base = {
  polynomial: {
    coefficients: [-2413252, 2796203, -466034, 103562, -25890, 6911, -1920, 533, -155, 61, -19],
    scale: 23,
  },
  ofTwo: Math.LN2,
  real: Math.log,
};

export const log = operation({
  name: "log",
  does: "ln x in fixed point at the scale of x, at most 24; x ≤ 0 counts as half a unit in the last place",
  prepare: (c, x: Secret) => logCall(c, "log", x, BASE),
  plain: (x: Plain) => plainLog(x, BASE),
  examples: () => examplesWith(2n ** 16n),
  accuracy: accuracyOf(
    { ulps: 1.1, mean: 0.35, over: "x > 0, scale ≤ 17" },
    [1, 8, 17].map((f) => octaves(f, 1n, 1n << 57n)),
    Math.log,
  ),
});
