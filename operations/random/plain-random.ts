import type { Plain } from "../../online/operation.ts";
import type { Shape } from "../../online/shape.ts";

/** What is true of random integers, value·2^scale, from 0 to less than `below`, in a shape. */
export const anyBelow =
  (below: bigint, shape: number | Shape, scale = 0) =>
  (given: Plain): boolean =>
    given.scale === scale &&
    given.shape.join() === [shape].flat().join() &&
    given.values.every((v) => v >= 0n && v < below);
