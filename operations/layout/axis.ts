import { describeShape, type Shape, sizeOf } from "../../online/shape.ts";

/** Row-major elements seen from one dimension: `outer` times `size` runs of `inner` elements. */
export interface Axis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** RangeError naming `what` unless there is such a dimension. It is counted from 0, and never from the end. */
export function axisOf(what: string, shape: Shape, axis: number): Axis {
  const size = Number.isInteger(axis) ? shape[axis] : undefined;
  if (size === undefined)
    throw new RangeError(
      shape.length === 0
        ? `${what}: a single value has no axis ${axis}`
        : `${what}: no axis ${axis} of ${describeShape(shape)}, must be an integer from 0 to ${shape.length - 1}`,
    );
  return { outer: sizeOf(shape.slice(0, axis)), size, inner: sizeOf(shape.slice(axis + 1)) };
}

/** Where a call works along: one dimension, or all elements in order. */
interface Where {
  readonly along: Axis;
  /** The shape without that dimension; of all elements a single value. */
  readonly rest: Shape;
  /** Of a call. */
  readonly parameters: readonly number[];
}

/** All elements, or RangeError naming `what` unless there is such a dimension. */
export const alongOf = (what: string, shape: Shape, axis?: number): Where =>
  axis === undefined
    ? { along: { outer: 1, size: sizeOf(shape), inner: 1 }, rest: [], parameters: [] }
    : { along: axisOf(what, shape, axis), rest: without(shape, axis), parameters: [axis] };

/** `shape` with so many in this dimension. */
export const resized = (shape: Shape, axis: number, size: number): Shape =>
  shape.map((d, k) => (k === axis ? size : d));

/** `shape` without this dimension. */
export const without = (shape: Shape, axis: number): Shape => shape.toSpliced(axis, 1);

/** Of each element of what is picked along one dimension, where it comes from. */
export function picksAlong({ outer, size, inner }: Axis, picks: ArrayLike<number>): Uint32Array {
  const source = new Uint32Array(outer * picks.length * inner);
  let at = 0;
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < picks.length; j++) {
      const first = (o * size + picks[j]!) * inner;
      for (let i = 0; i < inner; i++) source[at++] = first + i;
    }
  return source;
}

/** Of each element of what has this dimension last, where it comes from. */
export function lastSources({ outer, size, inner }: Axis): Uint32Array {
  const source = new Uint32Array(outer * size * inner);
  let at = 0;
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      for (let j = 0; j < size; j++) source[at++] = (o * size + j) * inner + i;
  return source;
}
