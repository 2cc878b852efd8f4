/**
 * x mod d of integers by a public d, exactly: from 0 to d − 1, or from d + 1 to 0, as Python's % gives it.
 *
 *   formula    remainder.ts; by −d it is −(−x mod d)
 *   rounds     |d| < 2^32: 17; else 10. Where truncation is exact 24, and 23 at most
 *   traffic    |d| < 2^32: t·958 elements to each; else t·456. Where truncation is exact t·1336;
 *              d = 2^33: t·900
 *   items      |d| < 2^32: t·3 comparison masks, t·477 triples, t truncation masks; else t·2, t·226, t·2.
 *              Where truncation is exact t·666 triples; d = 2^33: t·448
 *   security   as remainder.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { each } from "../examples.ts";
import { BY_PUBLIC, floorOf } from "./divisors.ts";
import { divisorOf, remainderCost, remainderShares, towards, wordsOf } from "./remainder.ts";

export const moduloPublic = operation({
  name: "moduloPublic",
  does: "x − d·⌊x/d⌋ of integers by a public integer d but 0: with the sign of d, as Python's % gives it",
  prepare(c, x: Secret, d: number | bigint) {
    const operands = [c.own(x)];
    const divisor = divisorOf(c, "moduloPublic", x, d);
    const size = divisor < 0n ? -divisor : divisor;
    const exact = c.rounding === "floor";
    const most = Number(divisor);
    return {
      operands,
      parameters: wordsOf(divisor),
      gives: numbersOf(x.shape, 0, most < 0 ? [most, 0] : [0, most]),
      cost: () => remainderCost(c, size, x.length, exact),
      run: async (k, [a]) =>
        towards(k, await remainderShares(k, towards(k, a!, divisor), size, exact), divisor),
    };
  },
  plain: (x: Plain, d: number | bigint) => each(x, 0, (v) => v - BigInt(d) * floorOf(v, BigInt(d))),
  examples: () => BY_PUBLIC,
});
