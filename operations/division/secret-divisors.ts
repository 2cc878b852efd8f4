/** What `divide` and `modulo` share: their checks, and their examples. */
import type { Checking, Plain } from "../../online/operation.ts";
import type { Range } from "../../online/secret-type.ts";
import { broadcastShapes, expand, type Shape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import type { Share } from "../../protocols/share.ts";
import { EDGES, M, plain, vector } from "../examples.ts";
import { assertPrime } from "../fixed/truncation.ts";
import { assertOptions } from "../options.ts";
import { digitsOf, type Operands, type Sizes } from "./by-secret.ts";

/** Of `divide` and `modulo`. */
export interface DivideOptions {
  /** A promise: |x/y| < 2^bits wherever y is not 0. Few save rounds, none of a mask. From 1 to 58, which is the default. */
  readonly bits?: number;
}

const MOST_BITS = 58;

/** A division that is right in its arguments. */
export interface SecretDivision {
  readonly shape: Shape;
  readonly digits: number;
  readonly sizes: Sizes;
  readonly parameters: readonly number[];
  /** The promise. */
  readonly domain: string;
  operands(x: Share, y: Share): Operands;
}

/** RangeError naming `what` unless x and y are integers of shapes that fit together. */
export function secretDivision(
  c: Checking,
  what: string,
  x: Secret,
  y: Secret,
  options: DivideOptions | undefined,
): SecretDivision {
  assertOptions(what, options, "bits");
  const { bits } = options ?? {};
  assertPrime(c.field, what);
  for (const { scale } of [x, y])
    if (scale !== 0) throw new RangeError(`${what}: scale ${scale}, must be integers`);
  if (bits !== undefined && !(Number.isInteger(bits) && bits >= 1 && bits <= MOST_BITS))
    throw new RangeError(`${what}: bits ${bits}, must be an integer from 1 to ${MOST_BITS}`);
  const shape = broadcastShapes(what, x.shape, y.shape);
  const digits = digitsOf(Math.min(bits ?? MOST_BITS, bitsOfQuotient(x.range, y.range)));
  return {
    shape,
    digits,
    sizes: { dividends: x.length, divisors: y.length, quotients: sizeOf(shape) },
    parameters: [digits],
    domain: `|x/y| < 2^${bits ?? MOST_BITS}`,
    operands: (a, b) => ({
      x: a,
      y: b,
      dividend: (s) => expand(s, x.shape, shape),
      divisor: (s) => expand(s, y.shape, shape),
    }),
  };
}

/** The most that |x/y| is, |y| ≥ 1; infinite where nothing is declared. */
export function mostOfQuotient(x: Range | null, y: Range | null): number {
  if (x === null) return Number.POSITIVE_INFINITY;
  const apart = y !== null && (y[0] > 0 || y[1] < 0) ? Math.min(Math.abs(y[0]), Math.abs(y[1])) : 1;
  return Math.max(-x[0], x[1]) / apart;
}

const bitsOfQuotient = (x: Range | null, y: Range | null): number =>
  Math.ceil(Math.log2(mostOfQuotient(x, y) + 1));

/** Divisors of all sizes and both signs, 0, multiples and what is next to them; shapes that broadcast; few bits; nothing. */
export const BY_SECRET: readonly (readonly [Plain, Plain, DivideOptions?])[] = [
  [vector([-8]), vector([3]), { bits: 20 }],
  [vector([...EDGES, M, -M, M, 7n]), vector([...EDGES, -1n, 1n, 0n, -M])],
  [vector([M, -M, M - 1n, 1n - M, 2n ** 40n]), vector([3])],
  [plain([2, 1], [21n, -21n]), plain([3], [7n, -7n, 2n ** 36n]), { bits: 40 }],
  [
    vector([M, -M, M, 5n * 2n ** 35n - 1n]),
    vector([2n ** 35n, -(2n ** 35n), 2n ** 35n + 1n, 2n ** 35n]),
  ],
  [vector([2n ** 57n + 1n, -(2n ** 57n)]), plain([], [2n ** 38n - 1n]), { bits: 20 }],
  [plain([0, 2], []), vector([1, 2])],
];
