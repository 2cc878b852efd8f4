import type { Plain } from "../../online/operation.ts";
import { sizeOf } from "../../online/shape.ts";
import { M, plain, vector } from "../examples.ts";

/** f of what each group has in each column. */
export function eachGroup(
  groups: Plain,
  { shape, scale, values }: Plain,
  m: number,
  f: (list: readonly bigint[]) => bigint,
): Plain {
  const rest = shape.slice(1);
  const width = sizeOf(rest);
  const made = Array.from({ length: m * width }, (_, j) => {
    const group = BigInt(Math.floor(j / width));
    const column = j % width;
    return f(
      values.filter(
        (_, at) => at % width === column && groups.values[Math.floor(at / width)] === group,
      ),
    );
  });
  return plain([m, ...rest], made, scale);
}

/** Edges; groups of nothing, and values of no group; rows of values; one group, none; no values. */
export const GROUPED: readonly (readonly [groups: Plain, values: Plain, m: number])[] = [
  [vector([1, 0]), vector([5, -3]), 2],
  [vector([0n, 0n, -M]), vector([M, -M, M]), 2],
  [vector([2, 5]), plain([2, 2], [1, -2, 3, -4], 4), 3],
  [vector([0, 1, 0]), vector([7, 8, 9]), 1],
  [vector([]), vector([]), 2],
  [vector([0, 1]), vector([1, 2]), 0],
];
