/**
 * What is known of a secret without its values: shape, type, and the range that its owners declare. A range is a promise
 * of honest owners. It says when numbers stay exact; no security rests on it.
 */
import type { Field } from "../algebra/field.ts";
import { assertScale, integerLimit, maxScale } from "./numbers.ts";
import type { Shape } from "./shape.ts";

/** bit: 0 or 1. fixed: value·2^scale is an integer. */
export type NumberType = "integer" | "fixed" | "bit";

/** The least and the greatest number that an element may be, as the program counts: not times 2^scale. */
export type Range = readonly [least: number, greatest: number];

/** What is public of a secret. */
export interface SecretType {
  readonly shape: Shape;
  readonly type: NumberType;
  /** Fractional bits; 0 of integers and bits. */
  readonly scale: number;
  /** Null if nothing is declared, or what follows from it may leave ±M. */
  readonly range: Range | null;
  /** True of all bits of numbers within ±M, along the last dimension, as they come: whatever is made of them is not. */
  readonly complete?: boolean;
}

const BITS: Range = [0, 1];

/** Integers, or fixed point where there is a scale. */
const typeOfScale = (scale: number): NumberType => (scale === 0 ? "integer" : "fixed");

export const numbersOf = (shape: Shape, scale: number, range: Range | null): SecretType => ({
  shape,
  type: typeOfScale(scale),
  scale,
  range,
});

export const bitsOf = (shape: Shape): SecretType => ({ shape, type: "bit", scale: 0, range: BITS });

/** The same numbers, perhaps fewer of them, in another shape. */
export const reshaped = ({ type, scale, range }: SecretType, shape: Shape): SecretType => ({
  shape,
  type,
  scale,
  range,
});

/** Numbers of both. */
export function joined(x: SecretType, y: SecretType, shape: Shape): SecretType {
  const range = x.range && y.range && rangeOfBoth(x.range, y.range);
  return { shape, type: x.type === y.type ? x.type : typeOfScale(x.scale), scale: x.scale, range };
}

/** RangeError naming `what` unless both have the same scale. */
export function assertSameScale(what: string, x: SecretType, y: SecretType): void {
  if (x.scale !== y.scale) throw new RangeError(`${what}: scales ${x.scale} and ${y.scale} differ`);
}

/** x + y of raw products. RangeError naming `what` for more than a value can have. */
export function scaleOfProduct(field: Field, what: string, x: number, y: number): number {
  assertScale(field, what, y);
  if (x + y > maxScale(field))
    throw new RangeError(
      `${what}: the scales add up to ${x + y}, more than ${maxScale(field)}; truncate first`,
    );
  return x + y;
}

/**
 * [least, greatest] with room for what doubles have rounded in two steps, or null if a value may leave ±M at this
 * scale. Multiples of 2^-scale that a double holds are exact, or have no such multiple between them and what is.
 */
function fitting(field: Field, scale: number, least: number, greatest: number): Range | null {
  const room = (x: number) =>
    Number.isSafeInteger(x * 2 ** scale) ? 0 : Math.abs(x) * 2 * Number.EPSILON;
  const range = [least - room(least), greatest + room(greatest)] as const;
  const most = Math.max(-range[0], range[1]) * 2 ** scale;
  return most <= Number(integerLimit(field)) ? range : null;
}

export function rangeOfSum(field: Field, scale: number, x: Range | null, y: Range | null) {
  return x && y && fitting(field, scale, x[0] + y[0], x[1] + y[1]);
}

export const rangeOfNegative = (x: Range | null): Range | null => x && [0 - x[1], 0 - x[0]];

/** Of the sum of `terms` products. */
export function rangeOfProduct(
  field: Field,
  scale: number,
  x: Range | null,
  y: Range | null,
  terms = 1,
): Range | null {
  if (x === null || y === null) return null;
  const ends = x.flatMap((a) => y.map((b) => a * b * terms));
  return fitting(field, scale, Math.min(...ends), Math.max(...ends));
}

/** Of squares. */
export function rangeOfSquare(field: Field, scale: number, x: Range | null): Range | null {
  if (x === null) return null;
  const most = Math.max(x[0] ** 2, x[1] ** 2);
  const least = x[0] <= 0 && x[1] >= 0 ? 0 : Math.min(x[0] ** 2, x[1] ** 2);
  return fitting(field, scale, least, most);
}

const rangeOfBoth = (x: Range, y: Range): Range => [Math.min(x[0], y[0]), Math.max(x[1], y[1])];

/** Of numbers that are given: [0, 0] if there are none. */
export function rangeOfValues(values: Iterable<number | bigint>): Range {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, Number(value));
    greatest = Math.max(greatest, Number(value));
  }
  return least > greatest ? [0, 0] : [least, greatest];
}
