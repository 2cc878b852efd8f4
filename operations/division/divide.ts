/**
 * ⌊x/y⌋ of integers by secret integers, exactly, rounded down as Python's // does; 0 where y is 0.
 *
 *   formula    by-secret.ts
 *   rounds     46; |x/y| < 2^40 by promise or declared ranges: 42; |x/y| < 2^20: 38; where truncation is exact 115,
 *              98, 81
 *   traffic    t·1383 elements to each; where truncation is exact t·4695
 *   items      t·3 comparison masks, t·681 triples, t·2 squares, t·16 truncation masks;
 *              where truncation is exact t·2337 triples
 *   security   as by-secret.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { pairwise } from "../examples.ts";
import { divideBySecret, divideBySecretCost } from "./by-secret.ts";
import { floorOf } from "./divisors.ts";
import {
  BY_SECRET,
  type DivideOptions,
  mostOfQuotient,
  secretDivision,
} from "./secret-divisors.ts";

/** Rounded down it is no further from 0 than x/y rounded up. */
function rangeOf(x: Range | null, y: Range | null): Range | null {
  if (x === null) return null;
  const most = Math.ceil(mostOfQuotient(x, y));
  // Of doubles beyond 2^53 a quotient is rounded.
  const room = Number.isSafeInteger(most) ? 0 : most * 2 * Number.EPSILON;
  const whole = Math.max(-x[0], x[1]);
  const bound = Math.min(whole, most + room);
  return [x[0] >= 0 && y !== null && y[0] >= 0 ? 0 : -bound, bound];
}

export const divide = operation({
  name: "divide",
  does: "⌊x/y⌋ of integers, element by element, rounded down as Python's // does; 0 where y is 0",
  prepare(c, x: Secret, y: Secret, options?: DivideOptions) {
    const operands = [c.own(x), c.own(y)];
    const of = secretDivision(c, "divide", x, y, options);
    const exact = c.rounding === "floor";
    return {
      operands,
      parameters: of.parameters,
      domain: of.domain,
      gives: numbersOf(of.shape, 0, rangeOf(x.range, y.range)),
      cost: () => divideBySecretCost(c, of.sizes, of.digits, exact),
      run: (k, [a, b]) => divideBySecret(k, of.operands(a!, b!), of.digits, exact),
    };
  },
  plain: (x: Plain, y: Plain, _options?: DivideOptions) =>
    pairwise(x, y, 0, (a, b) => (b === 0n ? 0n : floorOf(a, b))),
  examples: () => BY_SECRET,
});
