import { besideShares } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { asShape, describeShape, type Shape, sameShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares } from "../../protocols/share.ts";
import { counting, having, indices, picked, plain, vector } from "../examples.ts";
import { axisOf, resized, without } from "./axis.ts";
import { joining } from "./parts.ts";

/** RangeError unless all shapes are one but for this dimension. */
function assertAligned(shapes: readonly Shape[], axis: number): void {
  const others = (shape: Shape) => without(shape, axis);
  for (const shape of shapes)
    if (!sameShape(others(shape), others(shapes[0]!)) || (axis > 0 && shape.length <= axis))
      throw new RangeError(
        `stack: shapes ${describeShape(shapes[0]!)} and ${describeShape(shape)} do not fit together`,
      );
}

/** As `beside` joins matrices, but in any dimension, and without taking vectors for columns. */
export const stack = localOperation<[parts: readonly Secret[], axis?: number]>({
  name: "stack",
  does: "one after the other along a dimension, all others equal; axis 0 unless given, where a single value is a row",
  prepare(c, parts: readonly Secret[], axis = 0) {
    const { operands, type } = joining(c, "stack", parts);
    const shapes = operands.map(({ shape }) => shape);
    if (axis !== 0) axisOf("stack", shapes[0]!, axis);
    assertAligned(shapes, axis);
    const sizes = shapes.map((shape) => shape[axis] ?? 1);
    const size = sizes.reduce((sum, d) => sum + d, 0);
    const shape = asShape("stack", resized(shapes[0]!.length === 0 ? [1] : shapes[0]!, axis, size));
    const { outer, inner } = axisOf("stack", shape, axis);
    return {
      operands,
      ...(axis === 0 ? {} : { parameters: [axis] }),
      gives: type(shape),
      run(_, shares) {
        if (axis === 0) return concatShares(shares);
        const widths = sizes.map((d) => d * inner);
        return besideShares(shares, outer, widths);
      },
    };
  },
  plain: (parts: readonly Plain[], axis = 0) => {
    const sizes = parts.map(({ shape }) => shape[axis] ?? 1);
    const shape = parts[0]!.shape.length === 0 ? [1] : parts[0]!.shape;
    const whole = having(
      shape,
      axis,
      sizes.reduce((sum, d) => sum + d),
    );
    const values = [...indices(whole)].map((k) => {
      let [part, place] = [0, k[axis]!];
      while (place >= sizes[part]!) place -= sizes[part++]!;
      return picked(parts[part]!, [], () => having(k, axis, place)).values[0]!;
    });
    return plain(whole, values, parts[0]!.scale);
  },
  examples: () => [
    [[plain([2, 2], [1, 2, 3, 4], 1), plain([1, 2], [5, 6], 1)]],
    [[vector([1]), plain([], [4]), vector([2, 3])]],
    [[plain([0, 3], []), plain([1, 3], [7, 8, 9])]],
    [[counting([2, 2, 1]), counting([2, 1, 1]), counting([2, 0, 1])], 1],
    [[counting([1, 2, 1], 3), counting([1, 2, 2], 3)], 2],
  ],
});
