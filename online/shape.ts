/** Shapes of any number of dimensions, row-major. Two shapes meet as in NumPy's broadcasting. */
import type { Share } from "../protocols/share.ts";
import { eachVector, gather } from "./matrix-layout.ts";

/** Sizes by dimension; `[t]` is a vector, `[]` a single value. */
export type Shape = readonly number[];

/** No vector of one operation is longer. */
const MAX_LENGTH = 2 ** 28;
/** NumPy's own limit, so that whatever comes from there fits. */
const MAX_DIMENSIONS = 64;

export const sizeOf = (shape: Shape): number => shape.reduce((size, d) => size * d, 1);

/** "2 × 3", "5", "a single value" */
export const describeShape = (shape: Shape): string =>
  shape.length === 0 ? "a single value" : shape.join(" × ");

/** A number is the length of a vector. RangeError unless every dimension is ≥ 0 and the product ≤ 2^28. */
export function asShape(what: string, shape: number | Shape): Shape {
  const dimensions = typeof shape === "number" ? [shape] : [...shape];
  const sane = dimensions.every((d) => Number.isInteger(d) && d >= 0 && d <= MAX_LENGTH);
  // Not a number, if infinity meets 0.
  const fits = sizeOf(dimensions) <= MAX_LENGTH;
  if (!sane || !fits || dimensions.length > MAX_DIMENSIONS)
    throw new RangeError(`${what}: no shape of ${describeShape(dimensions)}`);
  return dimensions;
}

export const sameShape = (x: Shape, y: Shape): boolean =>
  x.length === y.length && x.every((d, k) => d === y[k]);

/**
 * The shape of x ∘ y element by element: aligned at the last dimension, each pair equal or one of them 1. RangeError
 * naming `what` for any others.
 */
export function broadcastShapes(what: string, x: Shape, y: Shape): Shape {
  if (sameShape(x, y)) return x;
  const length = Math.max(x.length, y.length);
  const shape = Array.from({ length }, (_, k) => {
    const [a, b] = [x[x.length - length + k] ?? 1, y[y.length - length + k] ?? 1];
    if (a !== b && a !== 1 && b !== 1)
      throw new RangeError(
        `${what}: shapes ${describeShape(x)} and ${describeShape(y)} do not fit together`,
      );
    return a === 1 ? b : a;
  });
  return asShape(what, shape);
}

/** Elements of `from` repeated to `to`, which broadcastShapes has given; x itself if they are one. */
export function expand(x: Share, from: Shape, to: Shape): Share {
  if (sizeOf(from) === sizeOf(to)) return x;
  const source = sourcesOf(from, to);
  return eachVector(x, (v) => gather(v, source));
}

/** Of each element of `to`, where in `from` it comes from. */
function sourcesOf(from: Shape, to: Shape): Uint32Array {
  let source = Uint32Array.of(0);
  let stride = 1;
  // From the last dimension on: what is there so far is repeated once for each place of the next.
  for (let k = 1; k <= to.length; k++) {
    const size = to[to.length - k]!;
    const own = from[from.length - k] ?? 1;
    const next = new Uint32Array(source.length * size);
    for (let d = 0; d < size; d++) {
      const shift = own === 1 ? 0 : d * stride;
      for (let j = 0; j < source.length; j++) next[d * source.length + j] = source[j]! + shift;
    }
    stride *= own;
    source = next;
  }
  return source;
}
