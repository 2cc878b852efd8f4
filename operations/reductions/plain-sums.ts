import type { Plain } from "../../online/operation.ts";
import { having, indices, picked, plain } from "../examples.ts";

/** The elements along one dimension, at each index of the others; all of them if no dimension is given. */
export function linesOf(x: Plain, axis?: number): bigint[][] {
  if (axis === undefined) return [[...x.values]];
  const first = having(x.shape, axis, 1);
  const length = x.shape[axis]!;
  return [...indices(first)].map((index) =>
    Array.from({ length }, (_, j) => picked(x, [], () => having(index, axis, j)).values[0]!),
  );
}

/** Σ in plain integers. */
export const sumsOf = (x: Plain, axis?: number): Plain =>
  plain(
    x.shape.filter((_, k) => axis !== undefined && k !== axis),
    linesOf(x, axis).map((line) => line.reduce((sum, v) => sum + v, 0n)),
    x.scale,
  );
