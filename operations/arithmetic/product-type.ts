import type { Field } from "../../algebra/field.ts";
import {
  bitsOf,
  numbersOf,
  rangeOfProduct,
  type SecretType,
  scaleOfProduct,
} from "../../online/secret-type.ts";
import type { Shape } from "../../online/shape.ts";

/** Of the sums of so many raw products x·y. RangeError naming `what` if the scales add up to too much. */
export function typeOfProduct(
  field: Field,
  what: string,
  x: SecretType,
  y: SecretType,
  shape: Shape,
  terms = 1,
): SecretType {
  const scale = scaleOfProduct(field, what, x.scale, y.scale);
  if (x.type === "bit" && y.type === "bit" && terms === 1) return bitsOf(shape);
  return numbersOf(shape, scale, rangeOfProduct(field, scale, x.range, y.range, terms));
}
