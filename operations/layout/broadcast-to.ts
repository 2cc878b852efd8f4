import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import {
  asShape,
  broadcastShapes,
  describeShape,
  expand,
  type Shape,
  sameShape,
} from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { counting, picked, plain, vector } from "../examples.ts";

export const broadcastTo = localOperation({
  name: "broadcastTo",
  does: "x repeated along dimensions of 1, and along new ones in front, to a shape",
  prepare(c, x: Secret, shape: number | Shape) {
    const operands = [c.own(x)];
    const to = asShape("broadcastTo", shape);
    if (!sameShape(broadcastShapes("broadcastTo", x.shape, to), to))
      throw new RangeError(
        `broadcastTo: ${describeShape(x.shape)} does not repeat to ${describeShape(to)}`,
      );
    return {
      operands,
      parameters: to,
      gives: reshaped(x, to),
      run: (_, [a]) => expand(a!, x.shape, to),
    };
  },
  plain: (x: Plain, shape) => picked(x, typeof shape === "number" ? [shape] : shape, (k) => k),
  examples: () => [
    [vector([5], 2), 3],
    [plain([], [-7]), [2, 2]],
    [counting([2, 1]), [2, 3]],
    [counting([3]), [2, 3]],
    [counting([2, 1, 2]), [2, 2, 2]],
    [counting([1, 2]), [0, 2]],
  ],
});
