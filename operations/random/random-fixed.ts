/**
 * Uniform fixed-point numbers in [0, 1) that nobody knows: multiples of 2^-scale.
 *
 *   formula    Σ b_i·2^(i − scale) of as many bits as the scale has (uniform.ts)
 *   rounds     none
 *   traffic    none
 *   items      t·scale bits
 *   security   as uniform.ts says; exactly uniform
 */
import { operation } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import { asShape, type Shape, sizeOf } from "../../online/shape.ts";
import { assertPrime } from "../fixed/truncation.ts";
import { anyBelow } from "./plain-random.ts";
import { MOST_EVEN, uniformBelow, uniformCost } from "./uniform.ts";

export const randomFixed = operation({
  name: "randomFixed",
  does: "multiples of 2^-scale from 0 to less than 1, uniform, that no party knows; scale from 1 to 57",
  prepare(c, shape: number | Shape, scale: number) {
    assertPrime(c.field, "randomFixed");
    const size = asShape("randomFixed", shape);
    if (!Number.isInteger(scale) || scale < 1 || scale > MOST_EVEN)
      throw new RangeError(
        `randomFixed: scale ${scale}, must be an integer from 1 to ${MOST_EVEN}`,
      );
    asShape("randomFixed", [...size, scale]);
    const t = sizeOf(size);
    const d = 1n << BigInt(scale);
    return {
      operands: [],
      parameters: [...size, scale],
      scales: [scale],
      gives: numbersOf(size, scale, [0, Number(d - 1n) / Number(d)]),
      cost: () => uniformCost(c, t, d, false),
      run: (k) => uniformBelow(k, t, d, false),
    };
  },
  plain: (shape, scale) => anyBelow(1n << BigInt(scale), shape, scale),
  examples: () => [
    [3, 16],
    [[2, 2], 57],
    [[], 1],
    [[0, 2], 8],
  ],
});
