/**
 * 0 … n − 1 in a uniform order that nobody knows.
 *
 *   source     order/shuffle.ts
 *   rounds     those of a shuffle of as many elements
 *   traffic    those of that shuffle
 *   items      those of that shuffle
 *   security   as shuffle.ts says
 *   deviation  as of a shuffle: less than 2^-79 from uniform
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import { asShape } from "../../online/shape.ts";
import { sharePublic } from "../../protocols/share.ts";
import { assertPairs } from "../order/layers.ts";
import { switchCount } from "../order/permutation-network.ts";
import { shuffleCost, shuffleShares } from "../order/shuffle.ts";

export const randomPermutation = operation({
  name: "randomPermutation",
  does: "0 … n − 1 in a uniform order that no party knows: a vector",
  prepare(c, n: number) {
    if (typeof n !== "number") throw new TypeError("randomPermutation: its length is a number");
    const shape = asShape("randomPermutation", n);
    assertPairs("randomPermutation", n, switchCount(n));
    return {
      operands: [],
      parameters: [n],
      gives: numbersOf(shape, 0, [0, Math.max(n - 1, 0)]),
      cost: () => shuffleCost(c.n, n, 1),
      run(k) {
        const numbers = BigUint64Array.from({ length: n }, (_, j) => BigInt(j));
        return shuffleShares(k, sharePublic(k.residues, numbers), n, 1);
      },
    };
  },
  plain:
    (n) =>
    ({ shape, scale, values }: Plain) =>
      scale === 0 &&
      shape.join() === `${n}` &&
      values.toSorted((a, b) => Number(a - b)).every((v, j) => v === BigInt(j)),
  examples: () => [[2], [5], [1], [0]],
});
