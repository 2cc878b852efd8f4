import type { Field, Vector } from "../algebra/field.ts";

/** A field for plans: its results have the right lengths, and all their elements are 0. */
export function lengthsOnly(field: Field): Field {
  const like = ({ length }: Vector) => new BigUint64Array(length);
  const one = () => new BigUint64Array(1);
  const own: Partial<Field> = {
    add: like,
    subtract: like,
    negate: like,
    multiply: like,
    multiplyAdd: like,
    addScalar: like,
    multiplyScalar: like,
    multiplyScalarAdd: like,
    dot: one,
    sum: one,
    power: like,
    inverse: like,
    matrixProduct: (_a, _b, rows, _inner, columns) => new BigUint64Array(rows * columns),
    recombine: () => {},
    subtractInto: () => {},
  };
  return new Proxy(field, {
    get(target, name) {
      const found: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}
