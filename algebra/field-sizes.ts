/** The size by which each operation of a field is counted: elements, or products for matrices and powers. */
import type { Field } from "./field.ts";
import type { Sizes } from "./work.ts";

const length = (a: ArrayLike<unknown>): number => a.length;

export const FIELD_SIZES: Sizes<Field> = {
  add: length,
  subtract: length,
  negate: length,
  multiply: length,
  multiplyAdd: length,
  addScalar: length,
  multiplyScalar: length,
  multiplyScalarAdd: length,
  dot: length,
  sum: length,
  matrixProduct: (_a, _b, rows, inner, columns) => rows * inner * columns,
  power: (a, exponent) => a.length * exponent.toString(2).length,
  inverse: length,
  squareRoot: length,
  subtractInto: length,
  recombine: (lanes, epsilon) => lanes.length * epsilon.length,
  combine: length,
  encode: length,
  decode: (_, count) => count,
  addEncoded: length,
  fromUniform: (bytes) => bytes.length / 8,
  fromIntegers: length,
  toSigned: length,
};
