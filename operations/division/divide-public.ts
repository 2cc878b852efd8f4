/**
 * ⌊x/d⌋ of integers by a public d, exactly, rounded down as Python's // does.
 *
 *   formula    remainder.ts; by −d it is ⌊−x/d⌋
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
import {
  divisorOf,
  quotientOf,
  remainderCost,
  remainderShares,
  towards,
  wordsOf,
} from "./remainder.ts";

export const dividePublic = operation({
  name: "dividePublic",
  does: "⌊x/d⌋ of integers by a public integer d but 0, rounded down as Python's // does",
  prepare(c, x: Secret, d: number | bigint) {
    const operands = [c.own(x)];
    const divisor = divisorOf(c, "dividePublic", x, d);
    const size = divisor < 0n ? -divisor : divisor;
    const exact = c.rounding === "floor";
    const ends = x.range?.map((v) => Math.floor(v / Number(divisor)));
    // A double may be rounded across a whole number.
    const range = ends ? ([Math.min(...ends) - 1, Math.max(...ends) + 1] as const) : null;
    return {
      operands,
      parameters: wordsOf(divisor),
      gives: numbersOf(x.shape, 0, range && widened(range)),
      cost: () => remainderCost(c, size, x.length, exact),
      async run(k, [a]) {
        const own = towards(k, a!, divisor);
        return quotientOf(k, own, await remainderShares(k, own, size, exact), size);
      },
    };
  },
  plain: (x: Plain, d: number | bigint) => each(x, 0, (v) => floorOf(v, BigInt(d))),
  examples: () => BY_PUBLIC,
});

/** By what doubles of 2^53 and more are apart. */
const widened = ([least, greatest]: readonly [number, number]) => {
  const room = (v: number) => Math.abs(v) * 4 * Number.EPSILON;
  return [least - room(least), greatest + room(greatest)] as const;
};
