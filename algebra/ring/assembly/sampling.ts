/**
 * Samples from uniform bytes at r. The caller provides these and wipes them. n is a multiple of 8. Kernels may read
 * up to 8 bytes after the bytes that they use, and ignore them.
 */
import { T } from "./plain";
import { splat, toDoubles } from "./residue";

/**
 * Moves those of the `bytes` at r that are below 3^5 = 243 to the front, in order, and returns their number. The
 * addresses leak which bytes are kept. That is independent of the values kept.
 */
export function keepTernary(r: usize, bytes: i32): i32 {
  let kept = r;
  for (let x = r; x < r + bytes; x++) {
    const v = load<u8>(x);
    store<u8>(kept, v);
    kept += <usize>(v < 243);
  }
  return <i32>(kept - r);
}

/** ⌊v/3⌋ for v < 256, without a division. */
@inline
function third(v: u64): u64 { return (v * 171) >> 9; }

/**
 * Uniform bytes d_j in {−1, 0, 1}: the five base-3 digits of each of ⌈n/5⌉ bytes below 243. Writes up to d_{n+3}.
 */
export function ternary(d: usize, r: usize, n: i32): void {
  for (const end = d + n; d < end; d += 5, r++) {
    const v = load<u8>(r) as u64, v1 = third(v), v2 = third(v1), v3 = third(v2), v4 = third(v3);
    store<i8>(d, <i8>(v - 3 * v1) - 1);
    store<i8>(d, <i8>(v1 - 3 * v2) - 1, 1);
    store<i8>(d, <i8>(v2 - 3 * v3) - 1, 2);
    store<i8>(d, <i8>(v3 - 3 * v4) - 1, 3);
    store<i8>(d, <i8>v4 - 1, 4);
  }
}

/** Bytes of SEAL's error distribution: the difference of two 21-bit weights (σ = 3.24, |d_j| ≤ 21), 6 bytes each. */
export function errors(d: usize, r: usize, n: i32): void {
  for (const end = d + n; d < end; d++, r += 6) {
    const x = load<u64>(r);
    store<i8>(d, <i8>(<i32>popcnt<u64>(x & 0x1fffff) - <i32>popcnt<u64>(x & 0x1fffff000000)));
  }
}

/** a_j mod 2^60, in place; 1 if some is not below t (2^-42 each), else 0. After 1 the caller draws all again. */
export function mask60(a: usize, n: i32): i32 {
  const mask = i64x2.splat(0x0fffffffffffffff), most = i64x2.splat(T - 1);
  let bad = i64x2.splat(0);
  for (const end = a + (<usize>n << 3); a < end; a += 16) {
    const x = v128.and(v128.load(a), mask);
    v128.store(a, x);
    bad = v128.or(bad, i64x2.gt_s(x, most));
  }
  return i32(v128.any_true(bad));
}

/**
 * d_j = the low 50 bits of 8 bytes, a double; 1 if some is not below p, else 0. After 1 the caller draws all again.
 * For p just below 2^50. d may be r.
 */
export function mask50(d: usize, r: usize, n: i32, p: f64): i32 {
  const P = splat(p), mask = i64x2.splat(0x3ffffffffffff), bytes = <usize>n << 3;
  let bad = i64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = toDoubles(v128.and(v128.load(r + o), mask));
    v128.store(d + o, x);
    bad = v128.or(bad, f64x2.ge(x, P));
  }
  return i32(v128.any_true(bad));
}

/** Uniform integers −2^(bits−1) ≤ d_j < 2^(bits−1) as doubles, 8 bytes each. 1 ≤ bits ≤ 52. d may be r. */
export function uniformSmall(d: usize, r: usize, n: i32, bits: i32): void {
  const shift = 64 - bits, bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16)
    v128.store(d + o, toDoubles(i64x2.shr_s(v128.load(r + o), shift)));
}

/**
 * Uniform integers hi_j·2^44 + lo_j in [−2^(hiBits+43), 2^(hiBits+43)): two doubles, 0 ≤ lo < 2^44, 16 bytes each.
 * 1 ≤ hiBits ≤ 52.
 */
export function uniformBig(lo: usize, hi: usize, r: usize, n: i32, hiBits: i32): void {
  const shift = 64 - hiBits, bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16, r += 32) {
    const x = v128.load(r), y = v128.load(r, 16);
    v128.store(lo + o, toDoubles(i64x2.shr_u(v128.shuffle<i64>(x, y, 0, 2), 20)));
    v128.store(hi + o, toDoubles(i64x2.shr_s(v128.shuffle<i64>(x, y, 1, 3), shift)));
  }
}
