import type { Field } from "../../algebra/field.ts";
import type { SecretType } from "../../online/secret-type.ts";
import { asShape, describeShape, type Shape, sizeOf } from "../../online/shape.ts";
import { assertIndices, placesOf } from "./index-type.ts";
import { assertPositions } from "./one-hot-shares.ts";

/** Rows of values, each of one group. */
interface Groups {
  readonly count: number;
  /** Values in each row. */
  readonly width: number;
  /** Of what comes: a row for each group. */
  readonly shape: Shape;
}

/** RangeError naming `what` unless each row of values has its group, of m. */
export function groupsOf(
  field: Field,
  what: string,
  groups: SecretType,
  values: SecretType,
  m: number,
): Groups {
  assertIndices(what, groups);
  assertPositions(what, field, m);
  const { count, rest } = placesOf(what, values);
  if (groups.shape.length !== 1 || groups.shape[0] !== count)
    throw new RangeError(`${what}: groups ${describeShape(groups.shape)} of ${count} values`);
  asShape(what, [count, m, ...rest]);
  return { count, width: sizeOf(rest), shape: [m, ...rest] };
}
