/**
 * Residues mod a prime 2^49 < p < 2^50 as integers in f64, two lanes at a time, reduced lazily. Each kernel states
 * its bounds as "|x| ≤ M·p"; none may exceed 8p < 2^53. P is p in both lanes, PI its rounded inverse. All data may be
 * secret: nothing here branches on it or indexes by it. Every product is an integer or 0, so no operand is ever
 * subnormal.
 */
import { minusMultiple, minusProduct, productError } from "./product";

// Constants are loaded from memory: an immediate vector would take three instructions at each use.
const CONSTANTS: usize = memory.data<u64>([
  0x4338000000000000, 0x4338000000000000,
  0x000000003fffffff, 0x000000003fffffff,
  0x41d0000000000000, 0x41d0000000000000,
  0x42b0000000000000, 0x42b0000000000000,
], 16);

/** 1.5·2^52 in both lanes. The doubles around it, 2^52 … 2^53, are one apart, so their bits count integers. */
@inline
function magic(): v128 { return v128.load(CONSTANTS); }

/** 2^30 in both lanes. */
@inline
function two30(): v128 { return v128.load(CONSTANTS, 32); }

/** 2^44 in both lanes. */
@inline
export function two44(): v128 { return v128.load(CONSTANTS, 48); }

/** One number in both lanes. */
@inline
export function splat(x: f64): v128 { return f64x2.splat(x); }

/** The number at `at` in both lanes. */
@inline
export function constant(at: usize): v128 { return v128.load64_splat(at); }

/** Integers −2^51 ≤ x < 2^51 as doubles. */
@inline
export function toDoubles(x: v128): v128 {
  return f64x2.sub(i64x2.add(x, magic()), magic());
}

/** Doubles that are integers −2^51 ≤ x < 2^51 as integers. */
@inline
export function toIntegers(x: v128): v128 {
  return i64x2.sub(f64x2.add(x, magic()), magic());
}

/**
 * x·w mod p for a constant |w| ≤ p/2 with wf = w/p as rounded, |x| ≤ 8p: |result| ≤ (1/2 + |x|/(8p))·p.
 * x·wf differs from x·w/p by ≤ |x|·2^-54 for the rounding of the product and ≤ |x|·2^-55 for that of wf.
 */
@inline
export function timesConstant(x: v128, w: v128, wf: v128, P: v128): v128 {
  const h = f64x2.mul(x, w), q = f64x2.nearest(f64x2.mul(x, wf)), l = productError(x, w, h);
  return f64x2.sub(minusProduct(q, P, h), l);
}

/**
 * x·y mod p for |x|, |y| ≤ p: |result| ≤ 0.76p, and ≤ 0.6p if |x|, |y| ≤ 0.6p.
 * h·PI differs from h/p by ≤ 2^-4 + 2^-3 (rounding of the product, of PI), and h differs from x·y by ≤ p/16.
 */
@inline
export function times(x: v128, y: v128, P: v128, PI: v128): v128 {
  const h = f64x2.mul(x, y), l = productError(x, y, h), q = f64x2.nearest(f64x2.mul(h, PI));
  return f64x2.sub(minusProduct(q, P, h), l);
}

/** x mod p, centred: |result| ≤ p/2 + 1 for |x| ≤ 8p. */
@inline
export function centred(x: v128, P: v128, PI: v128): v128 {
  return minusMultiple(f64x2.nearest(f64x2.mul(x, PI)), P, x);
}

/** x mod p in [0, p) for |x| ≤ 8p. */
@inline
export function canonical(x: v128, P: v128, PI: v128): v128 {
  const r = centred(x, P, PI);
  return f64x2.add(r, v128.and(f64x2.lt(r, f64x2.splat(0)), P));
}

/**
 * The integer high + low mod p; |result| ≤ 0.51p. The integer has at most 60 bits and is below t. Both are doubles;
 * `high` is a multiple of 2^30, |high| < 2^60, and its quotient by p is below 2^11.
 */
@inline
export function fromParts(high: v128, low: v128, P: v128, PI: v128): v128 {
  return f64x2.add(minusProduct(f64x2.nearest(f64x2.mul(high, PI)), P, high), low);
}

/** Bits 0 … 29 of two integers as doubles. */
@inline
export function lowPart(x: v128): v128 { return toDoubles(v128.and(x, v128.load(CONSTANTS, 16))); }

/** Bits 30 and up, signed, as doubles that are multiples of 2^30. */
@inline
export function highPart(x: v128): v128 {
  return f64x2.mul(toDoubles(i64x2.shr_s(x, 30)), two30());
}
