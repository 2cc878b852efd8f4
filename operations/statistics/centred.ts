/**
 * x less its mean, with guard bits: what variances and covariances are computed of.
 *
 *   formula    c = (Σ x)·2^g/n, less than two units off; x·2^g − c. With both means off by a and b,
 *              Σ (x − c)·(y − d) = Σ (x − mean)·(y − mean) + n·a·b: an error of 4n units of the product's scale, which
 *              g makes less than one unit of the result after the division by n − ddof
 *   rounds     those of a division by n: 1 if that is a power of 2, else 2
 *   traffic    those of the division, of an element for each mean
 *   items      those of the division
 *   security   as of a truncation
 */
import type { Field } from "../../algebra/field.ts";
import {
  numbersOf,
  rangeOfProduct,
  rangeOfSum,
  type SecretType,
} from "../../online/secret-type.ts";
import { expand, type Shape } from "../../online/shape.ts";
import { type LocalContext, type Share, subtractShares } from "../../protocols/share.ts";
import { scaleUpShares } from "../fixed/scale-up.ts";

/** Of results, where neither `scale` nor that of the numbers says. */
const DEFAULT_SCALE = 16;

/** Of `mean`. */
export interface MeanOptions {
  /** Fractional bits of the result: those of x unless given, and 16 where x has none. */
  readonly scale?: number;
}

/** Of `variance` and `covariance`. */
export interface VarianceOptions extends MeanOptions {
  /** The sum is divided by n − ddof; 0 by default, 1 for an estimate from samples. */
  readonly ddof?: number;
}

export const scaleOfResult = (given: number | undefined, x: number): number =>
  given ?? (x > 0 ? x : DEFAULT_SCALE);

/** n − ddof. RangeError naming `what` unless that is positive. */
export function freedomOf(what: string, n: number, ddof = 0): number {
  if (n === 0) throw new RangeError(`${what}: of no elements`);
  if (!Number.isInteger(ddof) || ddof < 0 || ddof >= n)
    throw new RangeError(
      `${what}: ddof ${ddof} of ${n} elements, must be an integer from 0 to ${n - 1}`,
    );
  return n - ddof;
}

/** How many bits are guarded, so that products of scales s and t become results of `scale` with an error below one unit. */
export function guardBits(s: number, t: number, scale: number, n: number, free: number): number {
  const lacking = scale + 2 + Math.ceil(Math.log2(n / free)) - s - t;
  return Math.max(0, Math.ceil(lacking / 2));
}

/** Of x·2^g − c for means of n elements each. */
export function typeOfCentred(field: Field, x: SecretType, g: number, n: number): SecretType {
  const scale = x.scale + g;
  const unit = 2 ** -scale;
  const sums = rangeOfProduct(field, scale, x.range, [1, 1], n);
  const means = sums && x.range && ([-x.range[1] - 2 * unit, -x.range[0] + 2 * unit] as const);
  return numbersOf(x.shape, scale, rangeOfSum(field, scale, x.range, means));
}

/** ⟦x·2^g − c⟧; `means` is the shape of c, with 1 where x has elements of one mean. */
export const centredShares = (
  h: LocalContext,
  x: Share,
  shape: Shape,
  c: Share,
  means: Shape,
  g: number,
): Share => subtractShares(h, scaleUpShares(h, x, g), expand(c, means, shape));
