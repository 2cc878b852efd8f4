import type { SecretType } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";

/** RangeError naming `what` unless these are integers: what is in range of them is a place. */
export function assertIndices(what: string, { scale }: SecretType): void {
  if (scale !== 0) throw new RangeError(`${what}: places are integers, of scale 0, not ${scale}`);
}

/** RangeError naming `what` unless x has a first dimension; then its length, and the shape of what is in each place. */
export function placesOf(what: string, { shape }: SecretType) {
  const [count, ...rest] = shape;
  if (count === undefined) throw new RangeError(`${what}: ${describeShape(shape)} has no places`);
  return { count, rest };
}
