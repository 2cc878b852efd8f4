import { eachVector, gather } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { counting, having, picked, plain, vector } from "../examples.ts";
import { axisOf, picksAlong } from "./axis.ts";

export const flip = localOperation<[x: Secret, axis?: number]>({
  name: "flip",
  does: "the order along one dimension turned round; axis 0 unless given",
  prepare(c, x: Secret, axis = 0) {
    const operands = [c.own(x)];
    const along = axisOf("flip", x.shape, axis);
    const picks = Uint32Array.from({ length: along.size }, (_, j) => along.size - 1 - j);
    const source = picksAlong(along, picks);
    return {
      operands,
      parameters: [axis],
      gives: reshaped(x, x.shape),
      run: (_, [a]) => eachVector(a!, (v) => gather(v, source)),
    };
  },
  plain: (x: Plain, axis = 0) =>
    picked(x, x.shape, (k) => having(k, axis, x.shape[axis]! - 1 - k[axis]!)),
  examples: () => [
    [vector([1, -2, 3], 2)],
    [counting([2, 3]), 1],
    [counting([2, 3, 2]), 1],
    [plain([0, 2], []), 0],
  ],
});
