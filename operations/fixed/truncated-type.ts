import type { Field } from "../../algebra/field.ts";
import { numbersOf, type SecretType } from "../../online/secret-type.ts";
import { assertTruncatable } from "./truncation.ts";

/**
 * Of x after truncation by f bits. An integer has no fractional bits to lose: its truncation is a division by 2^f,
 * again an integer. RangeError naming `what` for what cannot be truncated so.
 */
export function truncatedType(field: Field, what: string, x: SecretType, f: number): SecretType {
  assertTruncatable(field, what, f);
  if (x.scale !== 0 && x.scale < f)
    throw new RangeError(`${what}: ${f} bits of a value with ${x.scale} fractional bits`);
  const scale = x.scale === 0 ? 0 : x.scale - f;
  if (x.range === null) return numbersOf(x.shape, scale, null);
  const [least, greatest] = x.scale === 0 ? x.range.map((v) => v / 2 ** f) : x.range;
  const grid = 2 ** scale;
  // Down to the grid, and perhaps one step up.
  const range = [Math.floor(least! * grid) / grid, (Math.floor(greatest! * grid) + 1) / grid];
  return numbersOf(x.shape, scale, range as [number, number]);
}
