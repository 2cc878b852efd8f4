/**
 * tanh x in fixed point, at the scale of x, f.
 *
 *   formula    tanh |x| = 2v − 1, v = 1/(1 + e^-2|x|) with one fractional bit more (logistic.ts), which is 2v at f; its
 *              negative where x < 0
 *   domain     all x
 *   accuracy   1.05 + 2^(f−24) units in the last place, worst: 1.3 for f ≤ 22; mean 0.4
 *   rounds     34; where truncation is exact 89 (f = 16)
 *   traffic    t·925 elements to each; where truncation is exact t·3543 (f = 16)
 *   items      t·4 comparison masks, t·452 triples, t·4 squares, t·13 truncation masks;
 *              where truncation is exact t·1761 triples (f = 16)
 *   security   as logistic.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { plus } from "../arithmetic/linear.ts";
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

const nearAt = (f: number): Tolerance => ({ ulps: 1.05 + 2 ** (f - 24) });

export const tanh = operation({
  name: "tanh",
  does: "tanh x in fixed point at the scale of x, at most 24",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    assertWorking(c.field, "tanh", x);
    const { shape, scale: f, length } = x;
    const exact = c.rounding === "floor";
    return {
      operands,
      gives: numbersOf(shape, f, rangeOfMonotone(f, x.range, [-1, 1], Math.tanh, nearAt(f))),
      cost: () => inTurn(logisticCost(c, f + 1, length, exact), multiplyCost(length)),
      async run(k, [a]) {
        const { value, negative } = await logistic(k, a!, f, f + 1, exact);
        return mirrored(k, plus(k.residues, value, -(1n << BigInt(f))), negative, 0n);
      },
    };
  },
  plain: (x: Plain) => near(x.shape, x.scale, realsOf(x).map(Math.tanh), nearAt(x.scale)),
  examples: () => examplesWith(-(5n << 15n)),
  accuracy: accuracyOf({ ulps: 1.3, mean: 0.4, over: "all x, scale ≤ 22" }, SAMPLES, Math.tanh),
});
