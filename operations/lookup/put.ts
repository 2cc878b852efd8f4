/**
 * x with a value at one secret place of the first dimension, and all else as it was.
 *
 *   formula    x_j + [index = j]·(value − x_j)
 *   result     x, if there is no such place
 *   rounds     9; of one place 8, of no place 1
 *   traffic    of m places of w elements each: 1 + 2·(T + mw) elements to each
 *   items      those of oneHot for one index, and mw triples
 *   security   as one-hot-shares.ts says, and as of a product. All places are written alike
 */
import { operation, type Plain } from "../../online/operation.ts";
import { assertSameScale, joined } from "../../online/secret-type.ts";
import { describeShape, expand, sameShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { M, plain, vector } from "../examples.ts";
import { selectShares } from "../selection/select.ts";
import { assertIndices, placesOf } from "./index-type.ts";
import { assertPositions, oneHotCost, oneHotShares } from "./one-hot-shares.ts";

export const put = operation({
  name: "put",
  does: "x with `value` as the element or row at one secret index; x where there is no such place",
  prepare(c, x: Secret, index: Secret, value: Secret) {
    const operands = [c.own(x), c.own(index), c.own(value)];
    assertIndices("put", index);
    assertSameScale("put", x, value);
    if (index.shape.length > 0)
      throw new RangeError(`put: one index is expected, not ${describeShape(index.shape)}`);
    const { count, rest } = placesOf("put", x);
    assertPositions("put", c.field, count);
    if (!sameShape(value.shape, rest))
      throw new RangeError(
        `put: ${describeShape(value.shape)} into a place of ${describeShape(rest)}`,
      );
    const rows = [count, ...rest];
    return {
      operands,
      gives: joined(x, value, x.shape),
      cost: () => inTurn(oneHotCost(c.field.bits, 1, count), multiplyCost(x.length)),
      async run(k, [a, place, given]) {
        const hot = await oneHotShares(k, place!, count);
        const here = expand(hot, [count, ...rest.map(() => 1)], rows);
        return selectShares(k, here, expand(given!, rest, rows), a!);
      },
    };
  },
  plain(x: Plain, index: Plain, value: Plain) {
    const width = value.values.length;
    const values = x.values.map((v, j) =>
      index.values[0] === BigInt(Math.floor(j / width)) ? value.values[j % width]! : v,
    );
    return { shape: x.shape, scale: x.scale, values };
  },
  examples: () => [
    [vector([M, 5n, -M]), plain([], [2]), plain([], [M])],
    [plain([2, 2], [1, 2, 3, 4], 4), plain([], [0]), vector([5, 6], 4)],
    [vector([1, 2]), plain([], [-1]), plain([], [3])],
    [vector([1, 2]), plain([], [2]), plain([], [3])],
    [vector([7]), plain([], [0]), plain([], [8])],
    [plain([0, 2], []), plain([], [0]), vector([1, 2])],
  ],
});
