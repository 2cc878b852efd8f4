import { localOperation, type Plain } from "../../online/operation.ts";
import { asShape, describeShape, sameShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares } from "../../protocols/share.ts";
import { plain, vector } from "../examples.ts";
import { joining } from "./parts.ts";

export const stack = localOperation({
  name: "stack",
  does: "one below the other, along the first dimension, all others equal; a single value is a row",
  prepare(c, parts: readonly Secret[]) {
    const { operands, type } = joining(c, "stack", parts);
    const [, ...rest] = operands[0]!.shape;
    for (const { shape } of operands)
      if (!sameShape(shape.slice(1), rest))
        throw new RangeError(
          `stack: shapes ${describeShape(operands[0]!.shape)} and ${describeShape(shape)} do not fit together`,
        );
    const rows = operands.reduce((sum, { shape: [count = 1] }) => sum + count, 0);
    return {
      operands,
      gives: type(asShape("stack", [rows, ...rest])),
      run: (_, shares) => concatShares(shares),
    };
  },
  plain: (parts: readonly Plain[]) => {
    const heights = parts.map(({ shape: [height = 1] }) => height);
    const rest = parts[0]!.shape.slice(1);
    const shape = [heights.reduce((sum, height) => sum + height), ...rest];
    return plain(
      shape,
      parts.flatMap(({ values }) => values),
      parts[0]!.scale,
    );
  },
  examples: () => [
    [[plain([2, 2], [1, 2, 3, 4], 1), plain([1, 2], [5, 6], 1)]],
    [[vector([1]), plain([], [4]), vector([2, 3])]],
    [[plain([0, 3], []), plain([1, 3], [7, 8, 9])]],
  ],
});
