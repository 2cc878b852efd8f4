/**
 * Numbers on the wire, little-endian. Residues: 50 bits each, four in exactly 25 bytes, n a multiple of 4.
 * Signed integers: `width` = 1 … 6 bytes each, two's complement.
 */
import { canonical, splat, toDoubles, toIntegers } from "./residue";

const MASK50: u64 = 0x3ffffffffffff;

/** d: 25·n/4 bytes of a mod p, canonical; |a| ≤ 8p. */
export function pack50(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p);
  for (const end = a + (<usize>n << 3); a < end; a += 32, d += 25) {
    const x = toIntegers(canonical(v128.load(a), P, PI)), y = toIntegers(canonical(v128.load(a, 16), P, PI));
    const x0 = <u64>i64x2.extract_lane(x, 0), x1 = <u64>i64x2.extract_lane(x, 1);
    const x2 = <u64>i64x2.extract_lane(y, 0), x3 = <u64>i64x2.extract_lane(y, 1);
    store<u64>(d, x0 | (x1 << 50));
    store<u64>(d, (x1 >> 14) | (x2 << 36), 8);
    store<u64>(d, (x2 >> 28) | (x3 << 22), 16);
    store<u8>(d, <u8>(x3 >> 42), 24);
  }
}

/** a: the n numbers in 25·n/4 arbitrary bytes; 1 if some is not below p, else 0. */
export function unpack50(a: usize, d: usize, n: i32, p: f64): i32 {
  const P = splat(p);
  let bad = i64x2.splat(0);
  for (const end = a + (<usize>n << 3); a < end; a += 32, d += 25) {
    const w0 = load<u64>(d), w1 = load<u64>(d, 8), w2 = load<u64>(d, 16), w3 = <u64>load<u8>(d, 24);
    const x0 = w0 & MASK50, x1 = ((w0 >> 50) | (w1 << 14)) & MASK50;
    const x2 = ((w1 >> 36) | (w2 << 28)) & MASK50, x3 = (w2 >> 22) | (w3 << 42);
    const x = toDoubles(i64x2.replace_lane(i64x2.splat(x0), 1, x1));
    const y = toDoubles(i64x2.replace_lane(i64x2.splat(x2), 1, x3));
    v128.store(a, x);
    v128.store(a, y, 16);
    bad = v128.or(bad, v128.or(f64x2.ge(x, P), f64x2.ge(y, P)));
  }
  return i32(v128.any_true(bad));
}

/**
 * d: width·n bytes of the integers a, doubles −2^(8·width−1) ≤ a < 2^(8·width−1). Writes up to 7 bytes after the
 * end. n is even.
 */
export function packSigned(d: usize, a: usize, n: i32, width: i32): void {
  const step = <usize>width;
  for (const end = a + (<usize>n << 3); a < end; a += 16) {
    const x = toIntegers(v128.load(a));
    store<u64>(d, i64x2.extract_lane(x, 0));
    d += step;
    store<u64>(d, i64x2.extract_lane(x, 1));
    d += step;
  }
}

/** a: the n integers in width·n arbitrary bytes. Reads up to 7 bytes after the end. n is even. */
export function unpackSigned(a: usize, d: usize, n: i32, width: i32): void {
  const step = <usize>width, shift = 64 - 8 * width;
  for (const end = a + (<usize>n << 3); a < end; a += 16, d += 2 * step) {
    const x = v128.load64_lane(d + step, v128.load64_zero(d), 1);
    v128.store(a, toDoubles(i64x2.shr_s(i64x2.shl(x, shift), shift)));
  }
}
