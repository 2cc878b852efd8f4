/**
 * 1/(1 + e^-x) in fixed point, at the scale of x, f.
 *
 *   formula    logistic.ts, v of |x|; 1 − v where x < 0
 *   domain     all x
 *   accuracy   1.05 + 2^(f−25) units in the last place, worst: 1.2 for f ≤ 22; mean 0.35
 *   rounds     34; where truncation is exact 89 (f = 16)
 *   traffic    t·925 elements to each; where truncation is exact t·3551 (f = 16)
 *   items      t·4 comparison masks, t·452 triples, t·4 squares, t·13 truncation masks;
 *              where truncation is exact t·1765 triples (f = 16)
 *   security   as logistic.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { logistic, logisticCost, mirrored, SAMPLES } from "./logistic.ts";
import {
  accuracyOf,
  examplesWith,
  near,
  rangeOfMonotone,
  realsOf,
  type Tolerance,
} from "./near.ts";
import { assertWorking } from "./working.ts";

const real = (x: number): number => 1 / (1 + Math.exp(-x));
const nearAt = (f: number): Tolerance => ({ ulps: 1.05 + 2 ** (f - 25) });

export const sigmoid = operation({
  name: "sigmoid",
  does: "1/(1 + e^-x) in fixed point at the scale of x, at most 24",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "sigmoid", x);
    const { shape, scale: f, length } = x;
    const exact = c.rounding === "floor";
    return {
      operands,
      gives: numbersOf(shape, f, rangeOfMonotone(f, x.range, [0, 1], real, nearAt(f))),
      cost: () => inTurn(logisticCost(c, f, length, exact), multiplyCost(length)),
      async run(k, [a]) {
        const { value, negative } = await logistic(k, a!, f, f, exact);
        return mirrored(k, value, negative, 1n << BigInt(f));
      },
    };
  },
  plain: (x: Plain) => near(x.shape, x.scale, realsOf(x).map(real), nearAt(x.scale)),
  examples: () => examplesWith(-(5n << 16n)),
  accuracy: accuracyOf({ ulps: 1.2, mean: 0.35, over: "all x, scale ≤ 22" }, SAMPLES, real),
});
