import { eachVector, gather } from "../../online/matrix-layout.ts";
import { describeShape, type Shape } from "../../online/shape.ts";
import type { Share } from "../../protocols/share.ts";
import { type Axis, alongOf, picksAlong } from "../layout/axis.ts";

/** The slices of a shape along one axis, or its single elements. */
export interface Along {
  /** How many slices. */
  readonly count: number;
  /** Elements of each. */
  readonly width: number;
  /** Of each. */
  readonly shape: Shape;
  /** Of a call. */
  readonly parameters: readonly number[];
  /** The slices of x, one after another. */
  slices(x: Share): Share;
}

/** RangeError naming `what` unless there is such an axis, and a slice. Without an axis, every element is a slice. */
export function along(what: string, shape: Shape, axis?: number): Along {
  const { along: of, rest, parameters } = alongOf(what, shape, axis);
  const { size, outer, inner } = of;
  if (size === 0)
    throw new RangeError(`${what}: nothing to choose from in ${describeShape(shape)}`);
  return {
    count: size,
    width: outer * inner,
    shape: rest,
    parameters,
    slices: (x) => (outer === 1 ? x : firstAxis(x, of)),
  };
}

/** x with this dimension first. */
function firstAxis(x: Share, { size, outer, inner }: Axis): Share {
  const source = new Uint32Array(size * outer * inner);
  let at = 0;
  for (let s = 0; s < size; s++)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) source[at++] = (o * size + s) * inner + i;
  return eachVector(x, (v) => gather(v, source));
}

/** Those slices of x whose numbers are given. */
export function pickSlices(x: Share, width: number, numbers: readonly number[]): Share {
  const slices = { outer: 1, size: x.value.length / width, inner: width };
  const source = picksAlong(slices, numbers);
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
