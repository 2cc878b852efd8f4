import { eachVector, gather } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { counting, picked, plain } from "../examples.ts";

export const diagonal = localOperation({
  name: "diagonal",
  does: "x[j, j] of a matrix, for each j that it has: a vector",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const [rows, width] = x.shape;
    if (rows === undefined || width === undefined || x.shape.length > 2)
      throw new RangeError(`diagonal: a matrix is expected, not ${describeShape(x.shape)}`);
    const length = Math.min(rows, width);
    const source = Uint32Array.from({ length }, (_, j) => j * (width + 1));
    return {
      operands,
      gives: reshaped(x, [length]),
      run: (_, [a]) => eachVector(a!, (v) => gather(v, source)),
    };
  },
  plain: (x: Plain) => picked(x, [Math.min(...x.shape)], ([j]) => [j!, j!]),
  examples: () => [[counting([2, 3], 2)], [counting([3, 2])], [plain([0, 2], [])]],
});
