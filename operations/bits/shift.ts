import type { Field } from "../../algebra/field.ts";
import { maxScale } from "../../online/numbers.ts";

/** RangeError naming `what` unless 0 ≤ f ≤ 58: more takes every number out of range, or to 0 or −1. */
export function assertShift(field: Field, what: string, f: number): void {
  if (!Number.isInteger(f) || f < 0 || f > maxScale(field))
    throw new RangeError(`${what}: by ${f}, must be an integer from 0 to ${maxScale(field)}`);
}
