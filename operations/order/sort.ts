/**
 * x in ascending or descending order: the elements of a vector, each column of a matrix on its own.
 *
 *   source     Batcher's merge exchange (sorting-network.ts)
 *   rounds     8 for each of at most r·(r + 1)/2 layers, r = ⌈log2 n⌉: 24 for 4 rows, 224 for 100, 832 for 10,000
 *   traffic    C·w·229 elements to each, for C pairs of rows of w elements
 *   items      C·w comparison masks, C·w·114 triples; C = 5 for 4 rows, 1077 for 100, 425,695 for 10,000
 *   security   as compared-rows.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { bitVector, each, M, plain, vector } from "../examples.ts";
import { pickSlices } from "../selection/along.ts";
import { comparedRows, comparedRowsCost } from "./compared-rows.ts";
import { type Direction, isDescending } from "./direction.ts";
import { inOrder } from "./plain-order.ts";
import { rowsOf } from "./rows-of.ts";
import { assertSortable, sortingNetwork } from "./sorting-network.ts";

export const sort = operation({
  name: "sort",
  does: "x in ascending order, or descending; each column of a matrix on its own",
  prepare(c, x: Secret, direction?: Direction) {
    const operands = [c.own(x)];
    const { count, width } = rowsOf("sort", x);
    const descending = isDescending("sort", direction);
    assertSortable("sort", count);
    const layers = () => sortingNetwork(count);
    return {
      operands,
      parameters: [Number(descending)],
      gives: reshaped(x, x.shape),
      cost: () => comparedRowsCost(c, width, layers()),
      async run(k, [a]) {
        const sorted = await comparedRows(k, a!, width, layers());
        if (!descending) return sorted;
        const backwards = Array.from({ length: count }, (_, j) => count - 1 - j);
        return pickSlices(sorted, width, backwards);
      },
    };
  },
  plain(x: Plain, { descending = false }: Direction = {}) {
    const width = sizeOf(x.shape.slice(1));
    const columns = Array.from({ length: width }, (_, j) => {
      const column = inOrder(x.values.filter((_, at) => at % width === j));
      return descending ? column.reverse() : column;
    });
    return each(x, x.scale, (_, at) => columns[at % width]![Math.floor(at / width)]!);
  },
  examples: () => [
    [vector([M, 0n, -M])],
    [vector([2, -1, 2, 0], 4), { descending: true }],
    [plain([2, 2], [3, 1, 2, 4])],
    [bitVector([1, 0])],
    [vector([5])],
    [plain([0, 2], []), { descending: true }],
  ],
});
