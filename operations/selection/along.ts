import { eachVector, gather } from "../../online/matrix-layout.ts";
import { describeShape, type Shape, sizeOf } from "../../online/shape.ts";
import type { Share } from "../../protocols/share.ts";

/** The slices of a shape along one axis, or its single elements. */
export interface Along {
  /** How many slices. */
  readonly count: number;
  /** Elements of each. */
  readonly width: number;
  /** Of each. */
  readonly shape: Shape;
  /** The slices of x, one after another. */
  slices(x: Share): Share;
}

/** RangeError naming `what` unless there is such an axis, and a slice. Without an axis, every element is a slice. */
export function along(what: string, shape: Shape, axis?: number): Along {
  if (axis === undefined) return some(what, shape, { count: sizeOf(shape), width: 1, shape: [] });
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
    throw new RangeError(`${what}: no axis ${axis} of ${describeShape(shape)}`);
  const count = shape[axis]!;
  const rest = shape.toSpliced(axis, 1);
  const inner = sizeOf(shape.slice(axis + 1));
  const width = sizeOf(rest);
  if (axis === 0) return some(what, shape, { count, width, shape: rest });
  const source = new Uint32Array(count * width);
  for (let s = 0; s < count; s++)
    for (let j = 0; j < width; j++) {
      const outer = Math.floor(j / inner);
      source[s * width + j] = (outer * count + s) * inner + (j % inner);
    }
  const slices = (x: Share) => eachVector(x, (v) => gather(v, source));
  return some(what, shape, { count, width, shape: rest, slices });
}

function some(what: string, of: Shape, slices: Omit<Along, "slices"> & Partial<Along>): Along {
  if (slices.count === 0)
    throw new RangeError(`${what}: nothing to choose from in ${describeShape(of)}`);
  return { slices: (x) => x, ...slices };
}

/** Those slices of x whose numbers are given. */
export function pickSlices(x: Share, width: number, numbers: readonly number[]): Share {
  const source = new Uint32Array(numbers.length * width);
  for (const [k, number] of numbers.entries())
    for (let j = 0; j < width; j++) source[k * width + j] = number * width + j;
  return eachVector(x, (v) => gather(v, source));
}

/** Slices that meet in one level of a tree, and the one that is left over. */
export interface Pairing {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly rest: readonly number[];
}

/** Neighbours: whatever is in the left one of a pair came before what is in the right one. */
export function neighbours(count: number): Pairing {
  const pairs = Array.from({ length: count >> 1 }, (_, j) => 2 * j);
  return {
    left: pairs,
    right: pairs.map((j) => j + 1),
    rest: count % 2 === 1 ? [count - 1] : [],
  };
}
