/** Tests of whole vectors. A result says that some element fails, but not which one or how many. */
import { QUAD, mask60, prime, quadsEnd } from "./residue";
import { padQuad } from "./linear";

/** out_j = a_j mod 2^60; 1 if some out_j ≥ p, else 0. Zeroes the rest of a's last quad. */
export function maskCandidates(out: usize, a: usize, n: i32): i32 {
  padQuad(a, n);
  let all = i64x2.splat(-1);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, out += QUAD) {
    const x = v128.and(v128.load(a), mask60()), y = v128.and(v128.load(a, 16), mask60());
    all = v128.and(all, v128.and(i64x2.lt_s(x, prime()), i64x2.lt_s(y, prime())));
    v128.store(out, x);
    v128.store(out, y, 16);
  }
  return i32(!i64x2.all_true(all));
}

/** 1 if some a_j ≥ p as an unsigned number, else 0. Zeroes the rest of a's last quad. */
export function someNotCanonical(a: usize, n: i32): i32 {
  padQuad(a, n);
  let all = i64x2.splat(-1);
  const end = quadsEnd(a, n), negative = i64x2.splat(0);
  for (; a < end; a += QUAD) {
    const x = v128.load(a), y = v128.load(a, 16);
    const low = v128.and(i64x2.lt_s(x, prime()), i64x2.lt_s(y, prime()));
    all = v128.and(all, v128.andnot(low, v128.or(i64x2.lt_s(x, negative), i64x2.lt_s(y, negative))));
  }
  return i32(!i64x2.all_true(all));
}

/** 1 if some a_j is 0, else 0; n is a multiple of 4. */
export function someZero(a: usize, n: i32): i32 {
  let some = i64x2.splat(0);
  const end = quadsEnd(a, n), zero = i64x2.splat(0);
  for (; a < end; a += QUAD)
    some = v128.or(some, v128.or(i64x2.eq(v128.load(a), zero), i64x2.eq(v128.load(a, 16), zero)));
  return i32(v128.any_true(some));
}
