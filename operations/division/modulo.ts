/**
 * x mod y of integers by secret integers, exactly: from 0 to y − 1, or from y + 1 to 0, as Python's % gives it; x where
 * y is 0.
 *
 *   formula    x − y·⌊x/y⌋ (by-secret.ts)
 *   rounds     47; |x/y| < 2^40 by promise or declared ranges: 43; |x/y| < 2^20: 39; where truncation is exact 116,
 *              99, 82
 *   traffic    t·1385 elements to each; where truncation is exact t·4697
 *   items      t·3 comparison masks, t·682 triples, t·2 squares, t·16 truncation masks;
 *              where truncation is exact t·2338 triples
 *   security   as by-secret.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { subtractShares } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { pairwise } from "../examples.ts";
import { divideBySecret, divideBySecretCost } from "./by-secret.ts";
import { floorOf } from "./divisors.ts";
import { BY_SECRET, type DivideOptions, secretDivision } from "./secret-divisors.ts";

/** Nearer to 0 than y, unless that can be 0. */
function rangeOf(x: Range | null, y: Range | null): Range | null {
  if (y === null) return null;
  const [least, greatest] = [Math.min(y[0], 0), Math.max(y[1], 0)];
  if (y[0] > 0 || y[1] < 0) return [least, greatest];
  return x && [Math.min(least, x[0]), Math.max(greatest, x[1])];
}

export const modulo = operation({
  name: "modulo",
  does: "x − y·⌊x/y⌋ of integers, element by element: with the sign of y, as Python's % gives it; x where y is 0",
  prepare(c, x: Secret, y: Secret, options?: DivideOptions) {
    const operands = [c.own(x), c.own(y)];
    const of = secretDivision(c, "modulo", x, y, options);
    const exact = c.rounding === "floor";
    return {
      operands,
      parameters: of.parameters,
      domain: of.domain,
      gives: numbersOf(of.shape, 0, rangeOf(x.range, y.range)),
      cost: () =>
        inTurn(divideBySecretCost(c, of.sizes, of.digits, exact), multiplyCost(of.sizes.quotients)),
      async run(k, [a, b]) {
        const both = of.operands(a!, b!);
        const quotient = await divideBySecret(k, both, of.digits, exact);
        const whole = await multiplyShares(k, quotient, both.divisor(b!));
        return subtractShares(k.residues, both.dividend(a!), whole);
      },
    };
  },
  plain: (x: Plain, y: Plain, _options?: DivideOptions) =>
    pairwise(x, y, 0, (a, b) => (b === 0n ? a : a - b * floorOf(a, b))),
  examples: () => BY_SECRET,
});
