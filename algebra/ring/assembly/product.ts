/**
 * The one operation that the two variants of the module compute differently: c − a·b without a rounding in
 * between. With relaxed SIMD it is one instruction; the loader tests that it is fused on this machine. Without
 * it is Dekker's product (Numerische Mathematik 18, 1971). In each use the exact result is a double, so both
 * variants give the same result, to the last bit.
 */

/** 2^27 + 1: splits 53 bits into 26 and 26 and a sign. */
const SPLIT: f64 = 134217729.0;

/** The high half of x; the rest of x has 26 bits. |x| < 2^996. */
@inline
function high(x: v128): v128 {
  const c = f64x2.mul(x, f64x2.splat(SPLIT));
  return f64x2.sub(c, f64x2.sub(c, x));
}

/**
 * h − a·b for h = a·b as rounded. Exact for integers up to 2^53: their products neither overflow nor underflow.
 */
@inline
export function productError(a: v128, b: v128, h: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, h);
  const ah = high(a), al = f64x2.sub(a, ah), bh = high(b), bl = f64x2.sub(b, bh);
  const mixed = f64x2.sub(
    f64x2.sub(f64x2.sub(h, f64x2.mul(ah, bh)), f64x2.mul(ah, bl)), f64x2.mul(al, bh));
  return f64x2.sub(mixed, f64x2.mul(al, bl));
}

/**
 * c − a·b for integers |a|, |b| ≤ 2^53 with |c − a·b| < 2^53. Besides, c and a·b as rounded must be integers below
 * 2^53 or within a factor of two of each other: then their difference is exact. (The same holds for multiples of
 * 2^-40 of this size.)
 */
@inline
export function minusProduct(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  const g = f64x2.mul(a, b);
  return f64x2.add(f64x2.sub(c, g), productError(a, b, g));
}

/** c − a·b where a·b itself is a double, for example a small multiple of a prime. */
@inline
export function minusMultiple(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}
