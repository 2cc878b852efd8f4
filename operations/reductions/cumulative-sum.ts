import type { Vector } from "../../algebra/field.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { counting, ones, plain, vector } from "../examples.ts";
import { type Axis, alongOf } from "../layout/axis.ts";

/** Each element where the one `steps` later is, and zeros where none was. */
function shifted(x: Vector, { outer, size, inner }: Axis, steps: number): Vector {
  const out = new BigUint64Array(x.length);
  const block = size * inner;
  for (let at = 0; at < outer * block; at += block)
    out.set(x.subarray(at, at + block - steps * inner), at + steps * inner);
  return out;
}

export const cumulativeSum = localOperation({
  name: "cumulativeSum",
  does: "x_0, x_0 + x_1, … along one dimension; without one over all elements in order: a vector",
  prepare(c, x: Secret, axis?: number) {
    const operands = [c.own(x)];
    const { along, parameters } = alongOf("cumulativeSum", x.shape, axis);
    const { size } = along;
    const range = rangeOfProduct(c.field, x.scale, x.range, [1, Math.max(1, size)]);
    const shape = axis === undefined ? [x.length] : x.shape;
    return {
      operands,
      parameters,
      gives: numbersOf(shape, x.scale, range),
      run: ({ field }, [a]) =>
        eachVector(a!, (v) => {
          // ⌈log2 size⌉ additions of vectors. Sums from the middle may leave ±M where those from the start do not, so
          // only the last addition, to what comes before each element, is of the program's own numbers.
          let sums = v;
          for (let steps = 1; steps < size; steps *= 2)
            sums = c.field.add(sums, shifted(sums, along, steps));
          return size === 0 ? v : field.add(shifted(sums, along, 1), v);
        }),
    };
  },
  plain: (x: Plain, axis?: number) => {
    const flat = axis === undefined ? { ...x, shape: [x.values.length] } : x;
    const along = axis ?? 0;
    const inner = flat.shape.slice(along + 1).reduce((size, d) => size * d, 1);
    const values: bigint[] = [];
    for (const [j, v] of flat.values.entries()) {
      const first = Math.floor(j / inner) % flat.shape[along]! === 0;
      values.push(first ? v : v + values[j - inner]!);
    }
    return plain(flat.shape, values, x.scale);
  },
  examples: () => [
    ...ones([0n, 1n, -1n, 2n ** 57n, -(2n ** 57n)]),
    [counting([2, 3], 2), 0],
    [counting([2, 3]), 1],
    [counting([2, 5, 2]), 1],
    [vector([2n ** 57n, 2n ** 56n, 2n ** 56n - 2n ** 18n, -(2n ** 57n), 2n ** 56n]), 0],
    [plain([0, 2], []), 0],
    [plain([2, 0], []), 1],
  ],
});
