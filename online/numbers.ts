/** Numbers in and out: integers and fixed point against residues. */
import type { Field, Vector } from "../algebra/field.ts";
import { MAX_INTEGER, type PublicValues } from "./program.ts";

/** The largest |x| of a library integer: M, or (p−1)/2 in a smaller field. */
export function integerLimit(field: Field): bigint {
  const half = (field.p - 1n) / 2n;
  return half < MAX_INTEGER ? half : MAX_INTEGER;
}

/** The most fractional bits that a value can have: 58 in 60 bits. */
export const maxScale = (field: Field): number => field.bits - 2;

/** RangeError naming `what` unless 0 ≤ scale ≤ maxScale, an integer. */
export function assertScale(field: Field, what: string, scale: number): void {
  if (!Number.isInteger(scale) || scale < 0 || scale > maxScale(field))
    throw new RangeError(
      `${what}: scale ${scale}, must be an integer from 0 to ${maxScale(field)}`,
    );
}

/**
 * value·2^scale, rounded to the nearest integer (halves up). At scale 0 numbers must be integers.
 *
 * @throws RangeError naming `what` and the position, never the value: it may be secret.
 */
export function toResidues(
  field: Field,
  what: string,
  values: PublicValues,
  scale: number,
): Vector {
  assertScale(field, what, scale);
  const limit = integerLimit(field);
  const shift = BigInt(scale);
  const factor = 2 ** scale;
  const out = new BigUint64Array(values.length);
  for (let j = 0; j < out.length; j++) {
    const value: unknown = values[j];
    let integer: bigint;
    if (typeof value === "bigint") integer = value << shift;
    else if (typeof value !== "number") throw new TypeError(`${what}: value ${j} is not a number`);
    else if (!Number.isFinite(value)) throw new RangeError(`${what}: value ${j} is not finite`);
    else if (scale === 0 && !Number.isInteger(value))
      throw new RangeError(`${what}: value ${j} is not an integer; give a scale for fractions`);
    else integer = BigInt(Math.round(value * factor));
    if (integer > limit || integer < -limit)
      throw new RangeError(
        `${what}: value ${j} is out of range: |x|·2^${scale} must be at most ${limit}`,
      );
    out[j] = integer < 0n ? integer + field.p : integer;
  }
  return out;
}

/** One number for all, or a list of `count`. */
export function toResiduesOf(
  field: Field,
  what: string,
  values: PublicValues | number | bigint,
  count: number,
  scale: number,
): Vector {
  if (typeof values === "number" || typeof values === "bigint") {
    const one = toResidues(field, what, [values] as readonly (number | bigint)[], scale);
    return new BigUint64Array(count).fill(one[0]!);
  }
  if (values.length !== count)
    throw new RangeError(`${what}: ${values.length} values for ${count} elements`);
  return toResidues(field, what, values, scale);
}

/** x/2^scale as the nearest doubles. */
export const toNumbers = (field: Field, x: Vector, scale: number): number[] =>
  field.toSigned(x).map((value) => Number(value) / 2 ** scale);
