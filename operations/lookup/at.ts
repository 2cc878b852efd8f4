/**
 * What stands at secret places of the first dimension: elements of a vector, rows of a matrix.
 *
 *   formula    O·X with the rows of O as oneHot gives them
 *   result     zeros, for a place that is none
 *   rounds     9; of one place 8, of no place 1
 *   traffic    t places of m, of w elements each: t·(1 + 2·T) elements to each, and tm + mw
 *   items      those of oneHot, and 1 matrix triple
 *   security   as one-hot-shares.ts says, and as of a product of matrices. All places are read alike
 */
import { operation, type Plain } from "../../online/operation.ts";
import { type Range, reshaped } from "../../online/secret-type.ts";
import { asShape, describeShape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { inTurn } from "../cost.ts";
import { bitVector, M, plain, vector } from "../examples.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, multiplyMatrices } from "../matrix/matrix-product.ts";
import { assertIndices, placesOf } from "./index-type.ts";
import { assertPositions, oneHotCost, oneHotShares } from "./one-hot-shares.ts";

const withZero = (range: Range | null): Range | null =>
  range && [Math.min(range[0], 0), Math.max(range[1], 0)];

export const at = operation({
  name: "at",
  does: "elements or rows of x at a secret index, one or a vector of them; zeros where there is none",
  prepare(c, x: Secret, index: Secret) {
    const operands = [c.own(x), c.own(index)];
    assertIndices("at", index);
    if (index.shape.length > 1)
      throw new RangeError(
        `at: one index or a vector is expected, not ${describeShape(index.shape)}`,
      );
    const { count, rest } = placesOf("at", x);
    assertPositions("at", c.field, count);
    const size = { rows: index.length, inner: count, columns: sizeOf(rest) };
    assertTriple("at", c, { ...size, pairs: 1, transposed: 0 });
    const shape = asShape("at", [...index.shape, ...rest]);
    return {
      operands,
      gives: { ...reshaped(x, shape), range: withZero(x.range) },
      cost: () => inTurn(oneHotCost(c.field.bits, index.length, count), matrixProductCost(size)),
      run: async (k, [table, places]) =>
        multiplyMatrices(k, await oneHotShares(k, places!, count), table!, size),
    };
  },
  plain({ shape, values, scale }: Plain, index: Plain) {
    const rest = shape.slice(1);
    const width = sizeOf(rest);
    const row = (place: bigint) =>
      Array.from({ length: width }, (_, j) =>
        place < 0n || place >= shape[0]! ? 0n : values[Number(place) * width + j]!,
      );
    return plain([...index.shape, ...rest], index.values.flatMap(row), scale);
  },
  examples: () => [
    [vector([M, 5n, -M]), plain([], [2])],
    [plain([2, 2], [1, 2, 3, 4], 4), vector([1, 2, -1, 0])],
    [bitVector([1]), vector([0, 1])],
    [plain([0, 2], []), vector([0])],
    [vector([1, 2]), vector([])],
  ],
});
