import { eachVector, gather as pick } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { asShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { counting, having, picked, plain, vector } from "../examples.ts";
import { axisOf, picksAlong, resized } from "./axis.ts";

export const gather = localOperation<
  [x: Secret, indices: readonly number[] | Int32Array | Uint32Array, axis?: number]
>({
  name: "gather",
  does: "what stands at public indices along a dimension, in their order, as often as they say; axis 0 unless given",
  prepare(c, x: Secret, indices: readonly number[] | Int32Array | Uint32Array, axis = 0) {
    const operands = [c.own(x)];
    const along = axisOf("gather", x.shape, axis);
    const picks = Array.from(indices);
    const wrong = picks.findIndex((j) => !Number.isInteger(j) || j < 0 || j >= along.size);
    if (wrong >= 0)
      throw new RangeError(
        `gather: index ${picks[wrong]} at ${wrong}, must be an integer from 0 to ${along.size - 1}`,
      );
    const shape = asShape("gather", resized(x.shape, axis, picks.length));
    const source = picksAlong(along, picks);
    return {
      operands,
      parameters: [axis, ...picks],
      gives: reshaped(x, shape),
      run: (_, [a]) => eachVector(a!, (v) => pick(v, source)),
    };
  },
  plain: (x: Plain, indices, axis = 0) =>
    picked(x, having(x.shape, axis, indices.length), (k) => having(k, axis, indices[k[axis]!]!)),
  examples: () => [
    [vector([5, -6, 7], 2), [2, 0, 0, 2]],
    [counting([2, 3]), [1, 1]],
    [counting([2, 3]), [2, 0], 1],
    [counting([2, 2, 2], 1), Int32Array.of(1, 0, 1), 1],
    [counting([3, 2]), []],
    [plain([0, 2], []), [], 0],
  ],
});
