import {
  assertSameScale,
  numbersOf,
  type Range,
  type SecretType,
} from "../../online/secret-type.ts";
import { broadcastShapes } from "../../online/shape.ts";

/** Of x + y or x − y, whose range is given. RangeError naming `what` unless shapes and scales fit. */
export function typeOfSum(
  what: string,
  x: SecretType,
  y: SecretType,
  range: Range | null,
): SecretType {
  const shape = broadcastShapes(what, x.shape, y.shape);
  assertSameScale(what, x, y);
  return numbersOf(shape, x.scale, range);
}
