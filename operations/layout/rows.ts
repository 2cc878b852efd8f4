import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { describeShape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { sliceShare } from "../../protocols/share.ts";
import { plain, vector } from "../examples.ts";

export const rows = localOperation({
  name: "rows",
  does: "[from, to) of the first dimension: rows of a matrix, elements of a vector",
  prepare(c, x: Secret, from: number, to: number) {
    const operands = [c.own(x)];
    const [count, ...rest] = x.shape;
    if (count === undefined) throw new RangeError(`rows: ${describeShape(x.shape)} has no rows`);
    const sane = Number.isInteger(from) && Number.isInteger(to);
    if (!sane || from < 0 || to < from || to > count)
      throw new RangeError(`rows: no rows [${from}, ${to}) of ${count}`);
    const width = sizeOf(rest);
    return {
      operands,
      parameters: [from, to],
      gives: reshaped(x, [to - from, ...rest]),
      run: (_, [a]) => sliceShare(a!, from * width, to * width),
    };
  },
  plain: ({ shape, values, scale }: Plain, from: number, to: number) => {
    const rest = shape.slice(1);
    const width = sizeOf(rest);
    return plain([to - from, ...rest], values.slice(from * width, to * width), scale);
  },
  examples: () => [
    [plain([3, 2], [1, 2, 3, 4, 5, 6], 2), 1, 3],
    [vector([1, 2, 3]), 0, 2],
    [plain([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), 1, 2],
    [plain([2, 2], [1, 2, 3, 4]), 1, 1],
  ],
});
