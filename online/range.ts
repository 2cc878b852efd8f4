/**
 * A field whose arithmetic is that of integers |x| ≤ M. In the clear all numbers are known, so it finds the operation
 * where one leaves the range; engines cannot see that. Numbers are estimated in doubles. What comes near the bound is
 * computed again as integers.
 */
import type { Field, Vector } from "../algebra/field.ts";
import type { Computing } from "./evaluator.ts";
import { integerLimit, toNumbers } from "./numbers.ts";

/** Far more than a double may be off by. */
const SAFE = 1 - 2 ** -30;

/** `field`, with RangeErrors from all that programs compute on their values; a watch is told instead, and they go on mod p. */
export function inRange(field: Field, computing: Computing): Field {
  const limit = integerLimit(field);
  const most = Number(limit) * SAFE;

  /** `bound` is at least |x_j| up to rounding, `exact` is x_j. */
  const check = (count: number, bound: (j: number) => number, exact: (j: number) => bigint) => {
    for (let j = 0; j < count; j++) {
      if (bound(j) <= most) continue;
      const x = exact(j);
      if (x <= limit && x >= -limit) continue;
      if (computing.watched === undefined) throw leftRange(computing, j, limit);
      return computing.watched.left(j, x, scaleOf(computing));
    }
  };
  const checkPairs = (
    [a, b]: readonly [Vector, Vector],
    combine: (x: number, y: number) => number,
    exactly: (x: bigint, y: bigint) => bigint,
  ) => {
    const [x, y] = [toNumbers(field, a, 0), toNumbers(field, b, 0)];
    const integers = lazily(() => [field.toSigned(a), field.toSigned(b)] as const);
    const at = (list: readonly unknown[], j: number) => (list.length === 1 ? 0 : j);
    check(
      a.length,
      (j) => Math.abs(combine(x[j]!, y[at(y, j)]!)),
      (j) => exactly(integers()[0][j]!, integers()[1][at(y, j)]!),
    );
  };
  const checkProducts = (a: Vector, b: Vector, rows: number, inner: number, columns: number) => {
    const [x, y] = [toNumbers(field, a, 0), toNumbers(field, b, 0)];
    if (largest(x) * largest(y) * inner <= most) return;
    const integers = lazily(() => [field.toSigned(a), field.toSigned(b)] as const);
    const row = (j: number) => Math.floor(j / columns) * inner;
    check(
      rows * columns,
      (j) => {
        let sum = 0;
        for (let k = 0; k < inner; k++)
          sum += Math.abs(x[row(j) + k]! * y[k * columns + (j % columns)]!);
        return sum;
      },
      (j) => {
        const [s, t] = integers();
        let sum = 0n;
        for (let k = 0; k < inner; k++) sum += s[row(j) + k]! * t[k * columns + (j % columns)]!;
        return sum;
      },
    );
  };

  const checked: Partial<Field> = {
    add: (a, b) => {
      checkPairs(
        [a, b],
        (x, y) => x + y,
        (x, y) => x + y,
      );
      return field.add(a, b);
    },
    subtract: (a, b) => {
      checkPairs(
        [a, b],
        (x, y) => x - y,
        (x, y) => x - y,
      );
      return field.subtract(a, b);
    },
    multiply: (a, b) => {
      checkPairs(
        [a, b],
        (x, y) => x * y,
        (x, y) => x * y,
      );
      return field.multiply(a, b);
    },
    multiplyScalar: (a, s) => {
      checkPairs(
        [a, s],
        (x, y) => x * y,
        (x, y) => x * y,
      );
      return field.multiplyScalar(a, s);
    },
    sum: (a) => {
      checkProducts(a, new BigUint64Array(a.length).fill(1n), 1, a.length, 1);
      return field.sum(a);
    },
    dot: (a, b) => {
      checkProducts(a, b, 1, a.length, 1);
      return field.dot(a, b);
    },
    // In the clear the masks are zeros, so the opened values are the factors themselves.
    recombine: (lanes, epsilon, delta) => {
      checkPairs(
        [epsilon, delta],
        (x, y) => x * y,
        (x, y) => x * y,
      );
      field.recombine(lanes, epsilon, delta);
    },
    matrixProduct: (a, b, rows, inner, columns) => {
      if (isZero(a)) return new BigUint64Array(rows * columns);
      checkProducts(a, b, rows, inner, columns);
      return field.matrixProduct(a, b, rows, inner, columns);
    },
  };
  return new Proxy(field, {
    get(target, name) {
      const own: unknown = Reflect.get(checked, name) ?? Reflect.get(target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

const scaleOf = ({ scales }: Computing): number => scales.reduce((sum, s) => sum + s, 0);

function leftRange({ operation, scales }: Computing, j: number, limit: bigint): RangeError {
  const products = scales.length > 1;
  const at = products ? `scales ${scales.join(" and ")}` : `scale ${scales[0] ?? 0}`;
  const scale = scaleOf({ operation, scales });
  const real = scale === 0 ? "" : `, that is |x| ≤ ${Number(limit) / 2 ** scale}`;
  return new RangeError(
    `${operation}: element ${j} of the result leaves the range, at ${at}: |x|·2^${scale} must be at most ${limit}${real}`,
  );
}

/** As a triple's own factors are in the clear. */
const isZero = (a: Vector): boolean =>
  new Uint32Array(a.buffer, a.byteOffset, 2 * a.length).every((word) => word === 0);

const largest = (x: readonly number[]): number =>
  x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
