import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { asShape, describeShape, type Shape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { plain, vector } from "../examples.ts";

export const reshape = localOperation({
  name: "reshape",
  does: "the same elements, in order, in another shape",
  prepare(c, x: Secret, shape: number | Shape) {
    const operands = [c.own(x)];
    const size = asShape("reshape", shape);
    if (sizeOf(size) !== x.length)
      throw new RangeError(`reshape: ${describeShape(x.shape)} into ${describeShape(size)}`);
    return { operands, parameters: size, gives: reshaped(x, size), run: (_, [a]) => a! };
  },
  plain: (x: Plain, shape) => ({ ...x, shape: typeof shape === "number" ? [shape] : shape }),
  examples: () => [
    [plain([2, 3], [1, 2, 3, 4, 5, 6], 2), 6],
    [vector([1, 2, 3, 4]), [2, 1, 2]],
    [vector([5]), []],
    [plain([0, 2], []), [3, 0]],
  ],
});
