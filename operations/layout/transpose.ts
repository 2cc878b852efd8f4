import { transpose as transposeOf } from "../../algebra/transpose.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { plain, vector } from "../examples.ts";

export const transpose = localOperation({
  name: "transpose",
  does: "a matrix with rows and columns exchanged; a vector stays what it is",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    if (x.shape.length > 2)
      throw new RangeError(`transpose: a matrix is expected, not ${describeShape(x.shape)}`);
    const [rows = 1, columns = 1] = x.shape;
    const flat = x.shape.length < 2;
    return {
      operands,
      gives: flat ? reshaped(x, x.shape) : reshaped(x, [columns, rows]),
      run: (_, [a]) => (flat ? a! : eachVector(a!, (v) => transposeOf(v, rows, columns))),
    };
  },
  plain: (x: Plain) => {
    const [rows = 1, columns = 1] = x.shape;
    const turned = x.values.map((_, j) => x.values[(j % rows) * columns + Math.floor(j / rows)]!);
    return plain([...x.shape].reverse(), turned, x.scale);
  },
  examples: () => [
    [plain([2, 3], [1, 2, 3, 4, 5, 6], 2)],
    [vector([1, 2, 3])],
    [plain([0, 2], [])],
  ],
});
