/** Numbers in and out: integers and fixed point to residues and back. No step on a private number branches on it. */
import type { Field, Vector } from "../algebra/field.ts";
import { counted } from "../algebra/work.ts";
import { MAX_INTEGER, type PublicValues } from "./public-values.ts";
import { signedInto, signedWords, WORD } from "./signed.ts";

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
 * value·2^scale, rounded to the nearest integer (halves up). At scale 0 numbers must be integers. Numbers become
 * residues by the same steps whatever their value and sign, and are never bigints on the way. What is given as a bigint
 * is handled as one.
 *
 * @throws RangeError naming `what` and the position, never the value: it may be secret.
 */
export function toResidues(
  field: Field,
  what: string,
  values: PublicValues,
  scale: number,
  hint = GIVE_A_SCALE,
): Vector {
  assertScale(field, what, scale);
  return counted("numbers/toResidues", values.length, () =>
    residuesOf(field, what, values, scale, hint),
  );
}

/** What helps against a fraction among integers. */
const GIVE_A_SCALE = "give a scale for fractions";
/** The same, where the scale is that of a secret. */
export const SCALE_OF_SECRET =
  "the secret has scale 0: give it a scale for fractions, or scaleUp it";

function residuesOf(
  field: Field,
  what: string,
  values: PublicValues,
  scale: number,
  hint: string,
): Vector {
  const limit = integerLimit(field);
  const most = doubleBelow(limit);
  const shift = BigInt(scale);
  const factor = 2 ** scale;
  const out = new BigUint64Array(values.length);
  const put = signedInto(field, out);
  for (let j = 0; j < out.length; j++) {
    const value: unknown = values[j];
    if (typeof value === "bigint") {
      const integer = value << shift;
      if (integer > limit || integer < -limit) throw outOfRange(what, j, scale, limit);
      out[j] = integer < 0n ? integer + field.p : integer;
      continue;
    }
    if (typeof value !== "number") throw new TypeError(`${what}: value ${j} is not a number`);
    if (!Number.isFinite(value)) throw new RangeError(`${what}: value ${j} is not finite`);
    if (scale === 0 && !Number.isInteger(value))
      throw new RangeError(`${what}: value ${j} is not an integer; ${hint}`);
    const integer = Math.round(value * factor);
    if (!(Math.abs(integer) <= most)) throw outOfRange(what, j, scale, limit);
    put(j, integer);
  }
  return out;
}

const outOfRange = (what: string, j: number, scale: number, limit: bigint) =>
  new RangeError(`${what}: value ${j} is out of range: |x|·2^${scale} must be at most ${limit}`);

/** The largest double ≤ x, 0 < x < 2^63. */
function doubleBelow(x: bigint): number {
  const nearest = Number(x);
  return BigInt(nearest) > x ? nearest * (1 - Number.EPSILON / 2) : nearest;
}

/** One number for all, or a list of `count`. */
export function toResiduesOf(
  field: Field,
  what: string,
  values: PublicValues | number | bigint,
  count: number,
  scale: number,
  hint = GIVE_A_SCALE,
): Vector {
  if (typeof values === "number" || typeof values === "bigint") {
    const one = toResidues(field, what, [values] as readonly (number | bigint)[], scale, hint);
    return new BigUint64Array(count).fill(one[0]!);
  }
  if (values.length !== count)
    throw new RangeError(`${what}: ${values.length} values for ${count} elements`);
  return toResidues(field, what, values, scale, hint);
}

/** x/2^scale as the nearest doubles. */
export const toNumbers = (field: Field, x: Vector, scale: number): number[] =>
  counted("numbers/toNumbers", x.length, () => numbersOf(field, x, scale));

function numbersOf(field: Field, x: Vector, scale: number): number[] {
  const halves = new Int32Array(signedWords(field, x).buffer);
  // Rounded once, by the addition: the upper half is a multiple of 2^32 below 2^63.
  return Array.from(x, (_, j) => {
    const integer = halves[2 * j + 1]! * WORD + (halves[2 * j]! >>> 0);
    return integer / 2 ** scale;
  });
}

/** x as signed integers: in (−p/2, p/2). */
export const toSigned = (field: Field, x: Vector): bigint[] =>
  counted("numbers/toSigned", x.length, () => Array.from(signedWords(field, x)));
