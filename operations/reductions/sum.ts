import type { Vector } from "../../algebra/field.ts";
import { eachVector, gather } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import type { LocalContext, Share } from "../../protocols/share.ts";
import { counting, ones, plain, SMALL } from "../examples.ts";
import { type Axis, alongOf, lastSources } from "../layout/axis.ts";
import { sumsOf } from "./plain-sums.ts";

/** ⟦Σ_j x_j⟧ along one dimension, or of all elements. */
export function sumAlong({ field }: LocalContext, x: Share, along: Axis): Share {
  const { outer, size, inner } = along;
  if (outer * inner === 1) return eachVector(x, (v) => field.sum(v));
  const source = inner === 1 ? null : lastSources(along);
  const one: Vector = new BigUint64Array(size).fill(1n);
  return eachVector(x, (v) => {
    const rows = source === null ? v : gather(v, source);
    return field.matrixProduct(rows, one, outer * inner, size, 1);
  });
}

export const sum = localOperation({
  name: "sum",
  does: "Σ x over all elements: a single value; or along one dimension, which is gone then",
  prepare(c, x: Secret, axis?: number) {
    const operands = [c.own(x)];
    const { along, rest, parameters } = alongOf("sum", x.shape, axis);
    const range = rangeOfProduct(c.field, x.scale, x.range, [1, 1], along.size);
    return {
      operands,
      parameters,
      gives: numbersOf(rest, x.scale, range),
      run: (h, [a]) => sumAlong(h, a!, along),
    };
  },
  plain: (x: Plain, axis?: number) => sumsOf(x, axis),
  examples: () => [
    ...ones([0n, 1n, -1n, 2n ** 57n, -(2n ** 56n)]),
    [counting([2, 3], 2), 0],
    [counting([2, 3]), 1],
    [counting([2, 3, 2]), 1],
    [plain([5], SMALL), 0],
    [plain([0, 2], []), 0],
    [plain([2, 0], []), 0],
  ],
});
