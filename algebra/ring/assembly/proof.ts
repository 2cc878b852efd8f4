/**
 * Integer openings of the proofs. Coefficients are bytes, doubles, or pairs hi·2^44 + lo of doubles with 0 ≤ lo <
 * 2^44. Rotations j are public challenges, 0 ≤ j < 2N; X^N = −1.
 */
import { centred, splat, times, timesConstant, toDoubles, toIntegers } from "./residue";

/** acc_i ± x_i for n 64-bit integers. */
@inline
function addSegment64(acc: usize, x: usize, n: i32, minus: bool): void {
  const end = acc + (<usize>(n & ~1) << 3);
  if (minus) {
    for (; acc < end; acc += 16, x += 16) v128.store(acc, i64x2.sub(v128.load(acc), v128.load(x)));
    if (n & 1) store<i64>(acc, load<i64>(acc) - load<i64>(x));
  } else {
    for (; acc < end; acc += 16, x += 16) v128.store(acc, i64x2.add(v128.load(acc), v128.load(x)));
    if (n & 1) store<i64>(acc, load<i64>(acc) + load<i64>(x));
  }
}

/** acc += X^j·x, 64-bit integers: 16 plaintexts |x| < 2^59 fit. */
export function addRot64(acc: usize, x: usize, n: i32, j: i32): void {
  const minus = j >= n;
  if (minus) j -= n;
  addSegment64(acc + (<usize>j << 3), x, n - j, minus);
  addSegment64(acc, x + (<usize>(n - j) << 3), j, !minus);
}

/** acc_i ± x_i for n bytes into 16-bit integers. */
@inline
function addSegment8(acc: usize, x: usize, n: i32, minus: bool): void {
  const end = acc + (<usize>n << 1), wide = acc + (<usize>(n & ~7) << 1);
  if (minus) {
    for (; acc < wide; acc += 16, x += 8)
      v128.store(acc, i16x8.sub(v128.load(acc), v128.load_ext<i8>(x)));
    for (; acc < end; acc += 2, x++) store<i16>(acc, load<i16>(acc) - <i16>load<i8>(x));
  } else {
    for (; acc < wide; acc += 16, x += 8)
      v128.store(acc, i16x8.add(v128.load(acc), v128.load_ext<i8>(x)));
    for (; acc < end; acc += 2, x++) store<i16>(acc, load<i16>(acc) + <i16>load<i8>(x));
  }
}

/** acc += X^j·x, 16-bit integers += bytes: 1560 errors |x| ≤ 21 fit. */
export function addRot8(acc: usize, x: usize, n: i32, j: i32): void {
  const minus = j >= n;
  if (minus) j -= n;
  addSegment8(acc + (<usize>j << 1), x, n - j, minus);
  addSegment8(acc, x + <usize>(n - j), j, !minus);
}

/** Ones in the lanes where x < least or x ≥ most. */
@inline
function outside(x: v128, least: v128, most: v128): v128 {
  return v128.or(f64x2.ge(x, most), f64x2.lt(x, least));
}

/** 1 if some a_j is outside [least, most), else 0; n is even. */
export function someOutside(a: usize, n: i32, least: f64, most: f64): i32 {
  const from = splat(least), to = splat(most);
  let bad = i64x2.splat(0);
  for (const end = a + (<usize>n << 3); a < end; a += 16) bad = v128.or(bad, outside(v128.load(a), from, to));
  return i32(v128.any_true(bad));
}

/**
 * z = y + acc for pairs y and 64-bit integers acc, |hi| < 2^51 − 2^19; 1 if some hi of z is outside [−bound,
 * bound), else 0. n is even. z may be y: more than 16 plaintexts are added in several calls.
 */
export function respondBig(
  zlo: usize, zhi: usize, ylo: usize, yhi: usize, acc: usize, n: i32, bound: f64,
): i32 {
  const mask = i64x2.splat(0xfffffffffff), most = splat(bound), least = splat(-bound), bytes = <usize>n << 3;
  let bad = i64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const a = v128.load(acc + o), l = i64x2.add(v128.and(a, mask), toIntegers(v128.load(ylo + o)));
    const carry = i64x2.add(i64x2.shr_s(a, 44), i64x2.shr_u(l, 44));
    const h = f64x2.add(v128.load(yhi + o), toDoubles(carry));
    v128.store(zlo + o, toDoubles(v128.and(l, mask)));
    v128.store(zhi + o, h);
    bad = v128.or(bad, outside(h, least, most));
  }
  return i32(v128.any_true(bad));
}

/**
 * z = y + acc for doubles y and 16-bit integers acc; 1 if some z is outside [−bound, bound), else 0. n is a
 * multiple of 4. z may be y.
 */
export function respondSmall(z: usize, y: usize, acc: usize, n: i32, bound: f64): i32 {
  const most = splat(bound), least = splat(-bound), bytes = <usize>n << 3;
  let bad = i64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 32, acc += 8) {
    const a = i32x4.extend_low_i16x8_s(v128.load64_zero(acc));
    const x = f64x2.add(v128.load(y + o), f64x2.convert_low_i32x4_s(a));
    const x2 = f64x2.add(
      v128.load(y + o, 16), f64x2.convert_low_i32x4_s(v128.shuffle<i64>(a, a, 1, 1)));
    v128.store(z + o, x);
    v128.store(z + o, x2, 16);
    bad = v128.or(bad, v128.or(outside(x, least, most), outside(x2, least, most)));
  }
  return i32(v128.any_true(bad));
}

/**
 * acc0 += X^j·c0, acc1 += X^j·c1 in NTT form mod p, centred; |c|, |acc| ≤ p. Only the first if acc1 is 0. w is
 * the forward table; rev holds bit reversals (16 bits). Value i belongs to the root ψ^(2·rev(i)+1). The powers X^j
 * at i and i + 1 differ by the sign (−1)^j.
 */
export function addMonomial(
  acc0: usize, acc1: usize, c0: usize, c1: usize, w: usize, rev: usize, n: i32, j: i32, p: f64,
): void {
  const P = splat(p), PI = splat(1.0 / p), all = 2 * n - 1;
  for (let i = 0; i < n; i += 2) {
    const e = (j * (2 * <i32>load<u16>(rev + (<usize>i << 1)) + 1)) & all;
    const k = <usize>load<u16>(rev + (<usize>(e & (n - 1)) << 1));
    const x = load<f64>(w + (k << 3)), v = e >= n ? -x : x;
    const W = f64x2.replace_lane(splat(v), 1, j & 1 ? -v : v), o = <usize>i << 3;
    const x0 = f64x2.add(v128.load(acc0 + o), times(v128.load(c0 + o), W, P, PI));
    v128.store(acc0 + o, centred(x0, P, PI));
    if (acc1 == 0) continue;
    const x1 = f64x2.add(v128.load(acc1 + o), times(v128.load(c1 + o), W, P, PI));
    v128.store(acc1 + o, centred(x1, P, PI));
  }
}

/**
 * acc0 += s·c0, acc1 += s·c1 mod p, centred, for a constant |s| ≤ p/2; |c| ≤ 8p, |acc| ≤ p. Only the first if
 * acc1 is 0. n is even.
 */
export function addMultiple(
  acc0: usize, acc1: usize, c0: usize, c1: usize, n: i32, s: f64, p: f64,
): void {
  const P = splat(p), PI = splat(1.0 / p), S = splat(s), Sf = splat(s / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x0 = f64x2.add(v128.load(acc0 + o), timesConstant(v128.load(c0 + o), S, Sf, P));
    v128.store(acc0 + o, centred(x0, P, PI));
    if (acc1 == 0) continue;
    const x1 = f64x2.add(v128.load(acc1 + o), timesConstant(v128.load(c1 + o), S, Sf, P));
    v128.store(acc1 + o, centred(x1, P, PI));
  }
}
