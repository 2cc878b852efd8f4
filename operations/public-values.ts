import type { Field } from "../algebra/field.ts";
import { integerLimit } from "../online/numbers.ts";
import type { PublicValues } from "../online/public-values.ts";
import { type Range, rangeOfValues } from "../online/secret-type.ts";

/** What public values may be once they are rounded to `scale`, where anything is known of the secret that they meet. */
export function rangeOfPublic(
  known: Range | null,
  values: PublicValues | number | bigint,
  scale: number,
): Range | null {
  if (known === null) return null;
  const grid = 2 ** scale;
  const [least, greatest] = rangeOfValues(
    typeof values === "number" || typeof values === "bigint" ? [values] : values,
  );
  return [0 + Math.round(least * grid) / grid, 0 + Math.round(greatest * grid) / grid];
}

/** Of public values within ±M, rounded to `scale`: what doubles round is rounded outwards, but not beyond ±M. */
export function rangeOfConstant(field: Field, values: PublicValues, scale: number): Range {
  const grid = 2 ** scale;
  const most = Number(integerLimit(field));
  const [least, greatest] = rangeOfValues(values);
  const outwards = (x: number, sign: number): number => {
    const scaled = Math.round(x * grid);
    const room = Number.isSafeInteger(scaled) ? 0 : Math.abs(scaled) * Number.EPSILON;
    return 0 + Math.max(-most, Math.min(most, scaled + sign * room)) / grid;
  };
  return [outwards(least, -1), outwards(greatest, 1)];
}

/** Fractional bits of public values as real numbers: more than any value has that is shared. */
export const REAL = 100;

/** value·2^scale of each, or of one for all: for what records say in plain integers. */
export function listOf(
  values: PublicValues | number | bigint,
  count: number,
  scale: number,
): bigint[] {
  const list: readonly (number | bigint)[] =
    typeof values === "number" || typeof values === "bigint"
      ? Array<number | bigint>(count).fill(values)
      : Array.from(values as Iterable<number | bigint>);
  return list.map((v) =>
    typeof v === "bigint" ? v << BigInt(scale) : BigInt(Math.round(v * 2 ** scale)),
  );
}
