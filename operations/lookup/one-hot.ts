/**
 * For each element of an index, a row of `size` bits: 1 at its place, 0 elsewhere.
 *
 *   result     zeros, if it is no place from 0 to size − 1
 *   rounds     8; size 1: 7; size 0: none
 *   traffic    t·(1 + 2·T) elements to each, of T triples
 *   items      t comparison masks, t·T triples with T = 2·(59 − l) + 41 + size + those of decode.ts, l = ⌈log2 size⌉;
 *              size 2: 159, 16: 191, 256: 703
 *   security   as one-hot-shares.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { bitsOf } from "../../online/secret-type.ts";
import { asShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { M, plain, vector } from "../examples.ts";
import { assertIndices } from "./index-type.ts";
import { assertPositions, oneHotCost, oneHotShares } from "./one-hot-shares.ts";

export const oneHot = operation({
  name: "oneHot",
  does: "a row of `size` bits for each index: 1 at that place, all 0 if there is no such place",
  prepare(c, index: Secret, size: number) {
    const operands = [c.own(index)];
    assertIndices("oneHot", index);
    assertPositions("oneHot", c.field, size);
    return {
      operands,
      parameters: [size],
      gives: bitsOf(asShape("oneHot", [...index.shape, size])),
      cost: () => oneHotCost(c.field.bits, index.length, size),
      run: (k, [a]) => oneHotShares(k, a!, size),
    };
  },
  plain: ({ shape, values }: Plain, size: number) =>
    plain(
      [...shape, size],
      values.flatMap((v) => Array.from({ length: size }, (_, j) => (v === BigInt(j) ? 1n : 0n))),
    ),
  examples: () => [
    [plain([], [2]), 3],
    [vector([0n, 4n, 5n, -1n, M]), 5],
    [vector([1, 0]), 2],
    [plain([1, 2], [0, -1]), 1],
    [vector([0, 1]), 0],
    [vector([]), 4],
  ],
});
