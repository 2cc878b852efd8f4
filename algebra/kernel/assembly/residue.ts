/**
 * F_p for p = 2^60 − 2^18 + 1 on pairs of 64-bit lanes: limbs, lazy products and their reduction.
 *
 * A residue is x1·2^30 + x0 with x0, x1 < 2^30. A lazy number stands for h·2^60 + m·2^30 + l with unsigned
 * 64-bit h, m, l. Products are added limb by limb and reduced once. 2^60 ≡ C = 2^18 − 1 (mod p), so a
 * reduction takes shifts and adds. All data may be secret: nothing here branches on it or indexes by it.
 */

/** Elements are processed four at a time, in two vectors of 16 bytes. */
export const QUAD: usize = 32;

/** The end of n elements from `at`, rounded up to whole quads. */
@inline
export function quadsEnd(at: usize, n: i32): usize {
  return at + ((<usize>(n + 3) >> 2) << 5);
}

// Constants are loaded from memory: an immediate vector would take three instructions at each use.
const CONSTANTS: usize = memory.data<u64>([
  0x0ffffffffffc0001, 0x0ffffffffffc0001,
  0x3ffffffffff00004, 0x3ffffffffff00004,
  0x0fffffffffffffff, 0x0fffffffffffffff,
  0x3fffffff3fffffff, 0x3fffffff3fffffff,
  0x000000003fffffff, 0x000000003fffffff,
], 16);

/** p in both lanes. */
@inline
export function prime(): v128 { return v128.load(CONSTANTS); }

/** 4p in both lanes. */
@inline
function fourPrimes(): v128 { return v128.load(CONSTANTS, 16); }

/** 2^60 − 1 in both lanes. */
@inline
export function mask60(): v128 { return v128.load(CONSTANTS, 32); }

/** 2^30 − 1 in both lanes. */
@inline
export function mask30(): v128 { return v128.load(CONSTANTS, 64); }

/** The limbs x0 of a quad as four 32-bit lanes. */
@inline
export function lowLimbs(x: v128, y: v128): v128 {
  return v128.and(i32x4.shuffle(x, y, 0, 2, 4, 6), v128.load(CONSTANTS, 48));
}

/** The limbs x1 of a quad as four 32-bit lanes; for numbers below 2^62. */
@inline
export function highLimbs(x: v128, y: v128): v128 {
  return i32x4.shuffle(i64x2.shr_u(x, 30), i64x2.shr_u(y, 30), 0, 2, 4, 6);
}

/** The 64-bit products of lanes 0 and 1. */
@inline
export function firstTwo(x: v128, y: v128): v128 {
  return i64x2.extmul_low_i32x4_u(x, y);
}

/** The 64-bit products of lanes 2 and 3. */
@inline
export function lastTwo(x: v128, y: v128): v128 {
  return i64x2.extmul_high_i32x4_u(x, y);
}

/**
 * A lazy number mod p, up to one multiple of p: below 2^60 + 2^39.
 * Needs h + (m >> 30) ≤ 4p and l ≤ 2^63.
 *
 * t·2^60 ≡ t·2^18 − t, and t·2^18 = (t mod 2^42)·2^18 + (t >> 42)·2^60. The terms without the factor 2^60 sum to
 * s ≤ 2^63 + 2^60 + 2^60 + 4p < 2^64. Its excess s >> 60 < 2^4 is added to t >> 42 < 2^20. The sum w adds w·C < 2^39.
 */
@inline
export function foldLazy(h: v128, m: v128, l: v128): v128 {
  const t = i64x2.add(h, i64x2.shr_u(m, 30));
  const s = i64x2.add(
    i64x2.add(l, v128.and(i64x2.shl(m, 30), mask60())),
    i64x2.add(v128.and(i64x2.shl(t, 18), mask60()), i64x2.sub(fourPrimes(), t)),
  );
  const w = i64x2.add(i64x2.shr_u(s, 60), i64x2.shr_u(t, 42));
  return i64x2.add(v128.and(s, mask60()), i64x2.sub(i64x2.shl(w, 18), w));
}

/** x mod p for −p ≤ x < p as signed lanes. */
@inline
export function raise(x: v128): v128 {
  return i64x2.add(x, v128.and(i64x2.lt_s(x, i64x2.splat(0)), prime()));
}

/** x mod p for x < 2p. */
@inline
export function canonical(x: v128): v128 {
  return raise(i64x2.sub(x, prime()));
}

/** Adds both lanes' residues to the scalar at `out`. */
@inline
export function addLanes(out: usize, x: v128): void {
  const sum = canonical(i64x2.add(x, i64x2.shuffle(x, x, 1, 0)));
  v128.store64_lane(out, canonical(i64x2.add(sum, v128.load64_zero(out))), 0);
}
