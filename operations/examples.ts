/** Plain values for the examples of operations, and what their plain results are made with. */
import type { Plain } from "../online/operation.ts";
import { MAX_INTEGER } from "../online/public-values.ts";
import type { Shape } from "../online/shape.ts";

export const M = MAX_INTEGER;
/** Where integers go wrong, if they do. */
export const EDGES: readonly bigint[] = [0n, 1n, -1n, M, -M];
/** Whose squares, and sums of five of them, are in range. */
export const SMALL: readonly bigint[] = [0n, 1n, -1n, 2n ** 27n, -(2n ** 27n)];

/** Numerator over denominator, which is positive. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

export const plain = (shape: Shape, values: readonly (bigint | number)[], scale = 0): Plain => ({
  shape,
  scale,
  values: values.map(BigInt),
});

export const vector = (values: readonly (bigint | number)[], scale = 0): Plain =>
  plain([values.length], values, scale);

export const bits = (shape: Shape, values: readonly number[]): Plain => ({
  ...plain(shape, values),
  type: "bit",
});

export const bitVector = (values: readonly number[]): Plain => bits([values.length], values);

/** What stands at `index` in the broadcast of x. */
function at({ shape, values }: Plain, index: readonly number[]): bigint {
  let place = 0;
  for (const [k, d] of shape.entries())
    place = place * d + (d === 1 ? 0 : index[index.length - shape.length + k]!);
  return values[place]!;
}

/** Every index of a shape, in order. */
export function* indices(shape: Shape): Generator<readonly number[]> {
  const [first, ...rest] = shape;
  if (first === undefined) yield [];
  else for (let d = 0; d < first; d++) for (const inner of indices(rest)) yield [d, ...inner];
}

/** What x has at f of each index of `shape`. */
export const picked = (
  x: Plain,
  shape: Shape,
  f: (index: readonly number[]) => readonly number[],
): Plain =>
  plain(
    shape,
    [...indices(shape)].map((k) => at(x, f(k))),
    x.scale,
  );

/** `list` with `value` in place of what stands at `place`. */
export const having = <T>(list: readonly T[], place: number, value: T): readonly T[] =>
  list.map((was, k) => (k === place ? value : was));

/** f of what x and y have at each index of their common shape. */
export function pairwise(
  x: Plain,
  y: Plain,
  scale: number,
  f: (a: bigint, b: bigint) => bigint,
): Plain {
  const length = Math.max(x.shape.length, y.shape.length);
  const size = (s: Shape, k: number) => s[s.length - length + k] ?? 1;
  const shape = Array.from({ length }, (_, k) => {
    const [a, b] = [size(x.shape, k), size(y.shape, k)];
    return a === 1 ? b : a;
  });
  return { shape, scale, values: [...indices(shape)].map((k) => f(at(x, k), at(y, k))) };
}

/** f of each element, in the same shape. */
export const each = (
  { shape, values }: Plain,
  scale: number,
  f: (a: bigint, j: number) => bigint,
): Plain => ({ shape, scale, values: values.map(f) });

/** What is true of these numbers where they are rounded down, or up by one. */
export const roundedFrom =
  ({ shape, scale, values }: Plain) =>
  (given: Plain): boolean =>
    given.scale === scale &&
    given.shape.join() === shape.join() &&
    given.values.every((v, j) => v - values[j]! === 0n || v - values[j]! === 1n);

/** 1, 2, 3 … in a shape. */
export const counting = (shape: Shape, scale = 0): Plain =>
  plain(
    shape,
    [...indices(shape)].map((_, j) => j + 1),
    scale,
  );

/** What is true of numbers that are less than so many units off these fractions. */
export const within =
  (ulps: number, shape: Shape, scale: number, reals: readonly Fraction[]) =>
  (given: Plain): boolean =>
    given.scale === scale &&
    given.shape.join() === shape.join() &&
    given.values.every((v, j) => {
      const [numerator, denominator] = reals[j]!;
      const apart = v * denominator - (numerator << BigInt(scale));
      return (apart < 0n ? -apart : apart) < BigInt(ulps) * denominator;
    });

/** Element by element, of shapes that are equal, and that broadcast: a value, rows, columns, nothing. */
export const pairsOf = (values: readonly bigint[], scale = 0): (readonly [Plain, Plain])[] => [
  [vector(values, scale), vector([...values].reverse(), scale)],
  [plain([2, 2], [1, 2, 3, 4], scale), vector([5, -6], scale)],
  [plain([2, 1], [1, -2], scale), plain([3], [3, 4, 5], scale)],
  [plain([], [7], scale), plain([1, 2, 2], [1, 2, 3, 4], scale)],
  [plain([0, 3], [], scale), plain([1, 3], [1, 2, 3], scale)],
];

/** One value, a vector, a matrix, nothing. */
export const ones = (values: readonly bigint[], scale = 0): (readonly [Plain])[] => [
  [vector(values, scale)],
  [plain([2, 2], [1, -2, 3, -4], scale)],
  [plain([], [-5], scale)],
  [plain([0], [], scale)],
];

/** Bits: a vector, a matrix, one, none. */
export const BIT_EXAMPLES: readonly (readonly [Plain])[] = [
  [bitVector([0, 1, 1])],
  [bits([2, 1], [1, 0])],
  [bits([], [1])],
  [bitVector([])],
];

/** Every pair of bits; and shapes that broadcast. */
export const bitPairs: readonly (readonly [Plain, Plain])[] = [
  [bitVector([0, 0, 1, 1]), bitVector([0, 1, 0, 1])],
  [bits([2, 1], [0, 1]), bitVector([0, 1])],
  [bitVector([]), bits([], [1])],
];

/** Numbers below each other, equal, and as far apart as they come; shapes that broadcast; one scale; nothing. */
export const comparedPairs: readonly (readonly [Plain, Plain])[] = [
  [vector([-5]), vector([3])],
  [vector([0n, 0n, M, -M, M, -M]), vector([0n, 1n, -M, M, M, -M])],
  [plain([2, 1], [3, -4], 4), vector([3, -4], 4)],
  [plain([0, 2], []), vector([1, 2])],
];
