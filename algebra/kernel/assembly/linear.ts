/** Sums and differences. Out may be one of the arguments; lengths are rounded up to quads. */
import { QUAD, addLanes, canonical, foldLazy, mask30, prime, quadsEnd, raise } from "./residue";

/** out_j = a_j + b_j */
export function add(out: usize, a: usize, b: usize, n: i32): void {
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, b += QUAD, out += QUAD) {
    v128.store(out, canonical(i64x2.add(v128.load(a), v128.load(b))));
    v128.store(out, canonical(i64x2.add(v128.load(a, 16), v128.load(b, 16))), 16);
  }
}

/** out_j = a_j − b_j */
export function subtract(out: usize, a: usize, b: usize, n: i32): void {
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, b += QUAD, out += QUAD) {
    v128.store(out, raise(i64x2.sub(v128.load(a), v128.load(b))));
    v128.store(out, raise(i64x2.sub(v128.load(a, 16), v128.load(b, 16))), 16);
  }
}

/** out_j = −a_j; p − 0 = p is reduced to 0. */
export function negate(out: usize, a: usize, n: i32): void {
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, out += QUAD) {
    v128.store(out, canonical(i64x2.sub(prime(), v128.load(a))));
    v128.store(out, canonical(i64x2.sub(prime(), v128.load(a, 16))), 16);
  }
}

/** out_j = a_j + s for the scalar at s. */
export function addScalar(out: usize, a: usize, s: usize, n: i32): void {
  const y = v128.load64_splat(s);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, out += QUAD) {
    v128.store(out, canonical(i64x2.add(v128.load(a), y)));
    v128.store(out, canonical(i64x2.add(v128.load(a, 16), y)), 16);
  }
}

/**
 * Adds Σ a_j to the scalar at out. Zeroes the rest of a's last quad. n ≤ 2^20, so each limb of a lane sums to
 * less than 2^30·2^19.
 */
export function sum(out: usize, a: usize, n: i32): void {
  padQuad(a, n);
  let l = i64x2.splat(0), m = i64x2.splat(0);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD) {
    const x = v128.load(a), y = v128.load(a, 16);
    l = i64x2.add(l, i64x2.add(v128.and(x, mask30()), v128.and(y, mask30())));
    m = i64x2.add(m, i64x2.add(i64x2.shr_u(x, 30), i64x2.shr_u(y, 30)));
  }
  addLanes(out, canonical(foldLazy(i64x2.splat(0), m, l)));
}

/** Zeroes the rest of the last quad of n elements. */
@inline
export function padQuad(a: usize, n: i32): void {
  for (let j = n; j < ((n + 3) & ~3); j++) store<u64>(a + (<usize>j << 3), 0);
}
