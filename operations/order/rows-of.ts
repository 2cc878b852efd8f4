import type { SecretType } from "../../online/secret-type.ts";
import { describeShape, sizeOf } from "../../online/shape.ts";

/** No network is of more rows. */
const MAX_ROWS = 2 ** 20;

/** Along the first dimension: elements of a vector, rows of a matrix. */
export interface Rows {
  readonly count: number;
  /** Elements of each row. */
  readonly width: number;
}

/** RangeError naming `what` unless there is a first dimension, of 2^20 rows at most. */
export function rowsOf(what: string, { shape }: SecretType): Rows {
  const [count, ...rest] = shape;
  if (count === undefined) throw new RangeError(`${what}: ${describeShape(shape)} has no rows`);
  if (count > MAX_ROWS) throw new RangeError(`${what}: ${count} rows, at most ${MAX_ROWS}`);
  return { count, width: sizeOf(rest) };
}
