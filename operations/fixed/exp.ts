/**
 * e^x in fixed point, at the scale of x, f.
 *
 *   formula    exponential.ts, c = log2 e, at 50 − f fractional bits
 *   domain     e^x from 2^-(f + 1/2) to 2^(56 − f): x is clamped to that
 *   accuracy   1.05 units in the last place, and 2^-25 + 2^(f−46.5) of the result. Where e^x ≤ 2^(22−f): worst 1.2, mean 0.4
 *   rounds     24; where truncation is exact 54
 *   traffic    t·696 elements to each; where truncation is exact t·2042
 *   items      t·3 comparison masks, t·342 triples, t·2 squares, t·7 truncation masks; where truncation is exact t·1015 triples
 *   security   as exponential.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { type Exponential, exponentialCall, plainExponential } from "./exponential.ts";
import { accuracyOf, evenly, examplesWith } from "./near.ts";

const OF: Exponential = { perBit: Math.LN2, factor: Math.LOG2E };

export const exp = operation({
  name: "exp",
  does: "e^x in fixed point at the scale of x, at most 24; x is clamped to where that is from 2^-(scale + 1/2) to 2^(56 − scale)",
  prepare: (c, x: Secret) => exponentialCall(c, "exp", x, OF),
  plain: (x: Plain) => plainExponential(x, OF),
  examples: () => examplesWith(-(5n << 15n)),
  accuracy: accuracyOf(
    { ulps: 1.2, mean: 0.4, over: "e^x from 2^-scale to 2^(22 − scale)" },
    [1, 8, 16, 24].map((f) => evenly(f, -f * Math.LN2, (22 - f) * Math.LN2)),
    Math.exp,
  ),
});
