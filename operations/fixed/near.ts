import type { Accuracy, Draw, Plain } from "../../online/operation.ts";
import type { Range } from "../../online/secret-type.ts";
import type { Shape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, plain, vector } from "../examples.ts";

/** How far a result may be from the real number. */
export interface Tolerance {
  /** In units in the last place. */
  readonly ulps: number;
  /** And this part of the number itself; 0 by default. */
  readonly relative?: number;
}

/** What is true of numbers that stand for these real ones. */
export const near =
  (shape: Shape, scale: number, ideal: readonly number[], { ulps, relative = 0 }: Tolerance) =>
  (given: Plain): boolean =>
    given.scale === scale &&
    given.shape.join() === shape.join() &&
    given.values.every((v, j) => {
      const real = ideal[j]! * 2 ** scale;
      return Math.abs(Number(v) - real) <= ulps + relative * Math.abs(real);
    });

/** The real numbers that plain values stand for. */
export const realsOf = ({ values, scale }: Plain): number[] =>
  values.map((v) => Number(v) / 2 ** scale);

/** Of a monotone function of numbers in `range`, and of any numbers: [`whole`]; with room for the tolerance. */
export function rangeOfMonotone(
  scale: number,
  range: Range | null,
  [least, greatest]: Range,
  of: (x: number) => number,
  { ulps, relative = 0 }: Tolerance,
): Range {
  const ends = range === null ? [least, greatest] : range.map(of);
  const room = (v: number) => ulps / 2 ** scale + relative * Math.abs(v);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return [Math.max(low, least) - room(low), Math.min(high, greatest) + room(high)];
}

/** Examples of a function of one number: the edges and these integers at scale 16, a matrix, nothing. */
export const examplesWith = (...integers: readonly bigint[]): (readonly [Plain])[] => [
  [vector([3n << 15n], 16)],
  [vector([...EDGES, ...integers], 16)],
  [plain([2, 1], [-300, 7], 8)],
  [plain([0, 2], [], 8)],
];

/** Integers value·2^scale, drawn. */
export type Drawn = (draw: Draw) => Plain;

const COUNT = 20;

const drawn =
  (scale: number, one: (draw: Draw) => bigint): Drawn =>
  (draw) =>
    vector(
      Array.from({ length: COUNT }, () => one(draw)),
      scale,
    );

/** Between two numbers. */
export const evenly = (scale: number, least: number, greatest: number): Drawn =>
  drawn(scale, (draw) =>
    draw(BigInt(Math.ceil(least * 2 ** scale)), BigInt(Math.floor(greatest * 2 ** scale))),
  );

/** An integer from `least` to `greatest`, both positive: as often in each octave, its ends more often. */
export function inOctaves(draw: Draw, least: bigint, greatest: bigint): bigint {
  const bitsOf = (v: bigint) => BigInt(v.toString(2).length);
  const low = 1n << (draw(bitsOf(least), bitsOf(greatest)) - 1n);
  const high = 2n * low - 1n;
  return draw(low < least ? least : low, high > greatest ? greatest : high);
}

/** Positive integers from `least` to `greatest`; `signed`: or their negatives. */
export const octaves = (
  scale: number,
  least: bigint,
  greatest: bigint,
  { signed = false } = {},
): Drawn =>
  drawn(scale, (draw) => {
    const size = inOctaves(draw, least, greatest);
    return signed && draw(0n, 1n) === 1n ? -size : size;
  });

/** Of a function of one number, over such ones. */
export const accuracyOf = (
  bounds: Pick<Accuracy<[x: Secret]>, "ulps" | "mean" | "over">,
  samples: readonly Drawn[],
  of: (x: number) => number,
): Accuracy<[x: Secret]> => ({
  ...bounds,
  samples: (draw) => samples.map((sample) => [sample(draw)] as const),
  real: (x: Plain) => realsOf(x).map(of),
});
