import { besideShares } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { asShape, describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { plain, vector } from "../examples.ts";
import { joining } from "./parts.ts";

export const beside = localOperation({
  name: "beside",
  does: "matrices of as many rows side by side, as stack along axis 1; a vector is a column",
  prepare(c, parts: readonly Secret[]) {
    const { operands, type } = joining(c, "beside", parts);
    for (const { shape } of operands)
      if (shape.length < 1 || shape.length > 2)
        throw new RangeError(
          `beside: a matrix or a column is expected, not ${describeShape(shape)}`,
        );
    const rows = operands[0]!.shape[0]!;
    for (const { shape } of operands)
      if (shape[0] !== rows) throw new RangeError(`beside: ${rows} and ${shape[0]} rows`);
    const widths = operands.map(({ shape }) => shape[1] ?? 1);
    const columns = widths.reduce((sum, w) => sum + w, 0);
    return {
      operands,
      gives: type(asShape("beside", [rows, columns])),
      run: (_, shares) => besideShares(shares, rows, widths),
    };
  },
  plain: (parts: readonly Plain[]) => {
    const rows = parts[0]!.shape[0]!;
    const columns = parts.reduce((sum, { shape: [, width = 1] }) => sum + width, 0);
    const values = Array.from({ length: rows }, (_, r) =>
      parts.flatMap(({ shape: [, width = 1], values }) => values.slice(r * width, (r + 1) * width)),
    );
    return plain([rows, columns], values.flat(), parts[0]!.scale);
  },
  examples: () => [
    [[plain([2, 2], [1, 2, 3, 4], 1), plain([2, 1], [5, 6], 1), vector([7, 8], 1)]],
    [[vector([1, 2, 3])]],
    [[plain([2, 0], []), plain([2, 1], [1, 2])]],
  ],
});
