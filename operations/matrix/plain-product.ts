import type { Plain } from "../../online/operation.ts";
import { plain, vector } from "../examples.ts";

/** X·Y in plain integers, a vector as a row on the left and a column on the right. */
export function timesPlain(x: Plain, y: Plain): Plain {
  const [inner = 1, columns = 1] = y.shape;
  const rows = x.shape.length === 2 ? x.shape[0]! : 1;
  const values = Array.from({ length: rows * columns }, (_, j) => {
    let sum = 0n;
    for (let k = 0; k < inner; k++)
      sum +=
        x.values[Math.floor(j / columns) * inner + k]! * y.values[k * columns + (j % columns)]!;
    return sum;
  });
  const shape = [
    ...(x.shape.length === 2 ? [rows] : []),
    ...(y.shape.length === 2 ? [columns] : []),
  ];
  return plain(shape, values, x.scale + y.scale);
}

/** Pairs of matrices and vectors that can be multiplied. */
export const FACTORS: readonly (readonly [Plain, Plain])[] = [
  [plain([2, 3], [1, -2, 3, 0, 5, 2n ** 28n]), plain([3, 2], [7, 8, 9, -1, 1, -(2n ** 28n)])],
  [plain([2, 2], [1, 2, 3, 4], 3), vector([5, -6], 2)],
  [vector([5, -6]), plain([2, 3], [1, 2, 3, 4, 5, 6])],
  [vector([1, 2]), vector([3, 4])],
  [plain([2, 0], []), plain([0, 3], [])],
];
