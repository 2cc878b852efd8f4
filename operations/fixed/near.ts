import type { Accuracy, Draw, Plain } from "../../online/operation.ts";
import type { Range } from "../../online/secret-type.ts";
import type { Shape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { vector } from "../examples.ts";

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

/** Integers value·2^scale, from and to. */
type Between = readonly [scale: number, least: bigint, greatest: bigint];

const drawn = (draw: Draw, [scale, least, greatest]: Between): Plain =>
  vector(
    Array.from({ length: 40 }, () => draw(least, greatest)),
    scale,
  );

/** Of a function of one number, over such ones. */
export const accuracyOf = (
  ulps: number,
  over: string,
  samples: readonly Between[],
  of: (x: number) => number,
): Accuracy<[x: Secret]> => ({
  ulps,
  over,
  samples: (draw) => samples.map((between) => [drawn(draw, between)] as const),
  real: (x: Plain) => realsOf(x).map(of),
});
