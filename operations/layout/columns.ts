import { eachVector, gather } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { counting, having, picked, plain } from "../examples.ts";
import { axisOf, picksAlong, resized } from "./axis.ts";

export const columns = localOperation({
  name: "columns",
  does: "[from, to) of the second dimension: columns of a matrix",
  prepare(c, x: Secret, from: number, to: number) {
    const operands = [c.own(x)];
    const count = x.shape[1];
    if (count === undefined)
      throw new RangeError(`columns: ${describeShape(x.shape)} has no columns`);
    const sane = Number.isInteger(from) && Number.isInteger(to);
    if (!sane || from < 0 || to < from || to > count)
      throw new RangeError(`columns: no columns [${from}, ${to}) of ${count}`);
    const width = to - from;
    const picks = Uint32Array.from({ length: width }, (_, j) => from + j);
    const source = picksAlong(axisOf("columns", x.shape, 1), picks);
    return {
      operands,
      parameters: [from, to],
      gives: reshaped(x, resized(x.shape, 1, width)),
      run: (_, [a]) => eachVector(a!, (v) => gather(v, source)),
    };
  },
  plain: (x: Plain, from: number, to: number) =>
    picked(x, having(x.shape, 1, to - from), (k) => having(k, 1, k[1]! + from)),
  examples: () => [
    [counting([2, 3], 2), 1, 3],
    [counting([2, 3]), 0, 1],
    [counting([2, 3, 2]), 1, 2],
    [counting([2, 2]), 1, 1],
    [plain([0, 2], []), 0, 1],
  ],
});
