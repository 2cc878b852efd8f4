/** Integers into residues. n is even. */
import { centred, fromParts, highPart, lowPart, splat, timesConstant, two44 } from "./residue";
import { T } from "./plain";

const CONSTANTS: usize = memory.data<u64>([T >> 1, T >> 1, T, T], 16);

/** t in both lanes where x > (t − 1)/2, else 0. */
@inline
function excess(x: v128): v128 {
  return v128.and(i64x2.gt_s(x, v128.load(CONSTANTS)), v128.load(CONSTANTS, 16));
}

/** d = the centred representative of a in [0, t), mod p; |d| ≤ 0.51p. */
export function liftT(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o), y = i64x2.sub(x, excess(x));
    v128.store(d + o, fromParts(highPart(y), lowPart(y), P, PI));
  }
}

/** d = the centred representative of a in [0, t), as 64-bit integers. */
export function centreT(d: usize, a: usize, n: i32): void {
  const bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o);
    v128.store(d + o, i64x2.sub(x, excess(x)));
  }
}

/** Signed bytes to doubles; n is a multiple of 8. */
export function i8ToF(d: usize, a: usize, n: i32): void {
  for (const end = a + n; a < end; a += 8, d += 64) {
    const x = v128.load_ext<i8>(a), low = i32x4.extend_low_i16x8_s(x), high = i32x4.extend_high_i16x8_s(x);
    v128.store(d, f64x2.convert_low_i32x4_s(low));
    v128.store(d, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(low, low, 1, 1)), 16);
    v128.store(d, f64x2.convert_low_i32x4_s(high), 32);
    v128.store(d, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(high, high, 1, 1)), 48);
  }
}

/**
 * d = (hi·2^44 + lo) + e·c mod p, centred, for |hi|, |e| ≤ 2^51 and 0 ≤ lo < 2^44 (sums ≤ 1.6p) and
 * a constant |c| ≤ p/2. e counts as 0 if its pointer is 0.
 */
export function liftBig(
  d: usize, lo: usize, hi: usize, e: usize, n: i32, c: f64, p: f64,
): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  const S = two44(), Sf = f64x2.mul(S, PI), C = splat(c), Cf = splat(c / p);
  for (let o: usize = 0; o < bytes; o += 16) {
    let x = f64x2.add(timesConstant(v128.load(hi + o), S, Sf, P), v128.load(lo + o));
    if (e) x = f64x2.add(x, timesConstant(v128.load(e + o), C, Cf, P));
    v128.store(d + o, centred(x, P, PI));
  }
}
