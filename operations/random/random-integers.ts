/**
 * Uniform integers from 0 to below − 1 that nobody knows.
 *
 *   formula    uniform.ts
 *   rounds     below 2^k none; else 9, where truncation is exact 16
 *   traffic    below 2^k none; else t·455 elements to each, where truncation is exact t·833
 *   items      below 2^k t·k bits; else t·(80 + ⌈log2 below⌉) bits, t·2 comparison masks, t·226 triples
 *              (where truncation is exact t·415), t truncation masks
 *   security   as uniform.ts says
 *   deviation  below 2^k exactly uniform; else less than 2^-80 from uniform each
 */
import { operation } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import { asShape, type Shape, sizeOf } from "../../online/shape.ts";
import { wordsOf } from "../division/remainder.ts";
import { assertPrime } from "../fixed/truncation.ts";
import { anyBelow } from "./plain-random.ts";
import {
  bitsBelow,
  MOST_EVEN,
  MOST_UNEVEN,
  powerOf,
  uniformBelow,
  uniformCost,
} from "./uniform.ts";

/** RangeError, TypeError unless there are uniform numbers below that. */
function boundOf(below: number | bigint): bigint {
  if (typeof below !== "bigint" && typeof below !== "number")
    throw new TypeError("randomIntegers: the bound is a number");
  if (typeof below === "number" && !Number.isInteger(below))
    throw new RangeError(`randomIntegers: below ${below}, must be an integer`);
  const d = BigInt(below);
  const most = d > 0n && powerOf(d) !== null ? 1n << BigInt(MOST_EVEN) : MOST_UNEVEN;
  if (d < 1n || d > most)
    throw new RangeError(
      `randomIntegers: below ${below}, must be from 1 to 2^32, or a power of two to 2^${MOST_EVEN}`,
    );
  return d;
}

export const randomIntegers = operation({
  name: "randomIntegers",
  does: "integers from 0 to below − 1 that no party knows: below 2^k, k ≤ 57, exactly uniform; below another number, at most 2^32, less than 2^-80 from uniform",
  prepare(c, shape: number | Shape, below: number | bigint) {
    assertPrime(c.field, "randomIntegers");
    const size = asShape("randomIntegers", shape);
    const d = boundOf(below);
    asShape("randomIntegers", [...size, bitsBelow(d)]);
    const t = sizeOf(size);
    const exact = c.rounding === "floor";
    return {
      operands: [],
      parameters: [...size, ...wordsOf(d)],
      // A double rounds up to the bound itself at most.
      gives: numbersOf(size, 0, [0, Number(d - 1n)]),
      cost: () => uniformCost(c, t, d, exact),
      run: (k) => uniformBelow(k, t, d, exact),
    };
  },
  plain: (shape, below) => anyBelow(BigInt(below), shape),
  examples: () => [
    [1, 6],
    [[2, 2], 2 ** 57],
    [3, 1000003n],
    [4, 1],
    [2, 2 ** 32 - 1],
    [[0, 2], 10],
  ],
});
