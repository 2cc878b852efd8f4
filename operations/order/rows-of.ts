import type { SecretType } from "../../online/secret-type.ts";
import { describeShape, sizeOf } from "../../online/shape.ts";

/** Along the first dimension: elements of a vector, rows of a matrix. */
export interface Rows {
  readonly count: number;
  /** Elements of each row. */
  readonly width: number;
}

/** RangeError naming `what` unless there is a first dimension. */
export function rowsOf(what: string, { shape }: SecretType): Rows {
  const [count, ...rest] = shape;
  if (count === undefined) throw new RangeError(`${what}: ${describeShape(shape)} has no rows`);
  return { count, width: sizeOf(rest) };
}
