import type { Plain } from "../../online/operation.ts";
import type { Shape } from "../../online/shape.ts";
import { indices, M, plain, vector } from "../examples.ts";

/** f of what stands along an axis at each place, or of all elements. */
export function eachAlong(
  x: Plain,
  axis: number | undefined,
  scale: number,
  f: (list: readonly bigint[]) => bigint,
): Plain {
  if (axis === undefined) return { shape: [], scale, values: [f(x.values)] };
  const rest = x.shape.filter((_, k) => k !== axis);
  const at = (index: readonly number[]) =>
    x.values[index.reduce((place, i, k) => place * x.shape[k]! + i, 0)]!;
  const lists = [...indices(rest)].map((place) =>
    Array.from({ length: x.shape[axis]! }, (_, i) => at(place.toSpliced(axis, 0, i))),
  );
  return { shape: rest, scale, values: lists.map(f) };
}

/** Where the least is first, by a comparison. */
export const firstWhere = (
  list: readonly bigint[],
  before: (a: bigint, b: bigint) => boolean,
): bigint => {
  let best = 0;
  for (const [j, v] of list.entries()) if (before(v, list[best]!)) best = j;
  return BigInt(best);
};

const matrix: Shape = [2, 2];

/** All elements with ties and edges; each axis; one, and slices of nothing. */
export const ALONG_EXAMPLES: readonly (readonly [x: Plain, axis?: number])[] = [
  [vector([0n, M, -M])],
  [vector([1, -2, 1, -2], 4), 0],
  [plain(matrix, [5, 3, 5, 4])],
  [plain(matrix, [5, 3, 5, 4]), 1],
  [plain([2, 1, 2], [4, 1, -4, 1]), 0],
  [plain([], [-5])],
  [plain([2, 0], []), 0],
];
