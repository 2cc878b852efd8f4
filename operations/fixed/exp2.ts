/**
 * 2^x in fixed point, at the scale of x, f.
 *
 *   formula    exponential.ts, c = 1
 *   domain     2^x from 2^-(f + 1/2) to 2^(56 − f): x is clamped to that
 *   accuracy   1.05 units in the last place, and 2^-25 of the result. Where 2^x ≤ 2^(22−f): worst 1.2, mean 0.4
 *   rounds     f = 16: 23; where truncation is exact 47
 *   traffic    f = 16: t·613 elements to each; where truncation is exact t·1809
 *   items      t·3 comparison masks, t·2 squares, t·6 truncation masks; f = 16: t·301 triples; where truncation is exact t·899
 *   security   as exponential.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { type Exponential, exponentialCall, plainExponential } from "./exponential.ts";
import { accuracyOf, evenly, examplesWith } from "./near.ts";

const OF: Exponential = { perBit: 1, factor: null };

export const exp2 = operation({
  name: "exp2",
  does: "2^x in fixed point at the scale of x, at most 24; x is clamped to where that is from 2^-(scale + 1/2) to 2^(56 − scale)",
  prepare: (c, x: Secret) => exponentialCall(c, "exp2", x, OF),
  plain: (x: Plain) => plainExponential(x, OF),
  examples: () => examplesWith(-(5n << 15n)),
  accuracy: accuracyOf(
    { ulps: 1.2, mean: 0.4, over: "2^x from 2^-scale to 2^(22 − scale)" },
    [1, 8, 16, 24].map((f) => evenly(f, -f, 22 - f)),
    (x) => 2 ** x,
  ),
});
