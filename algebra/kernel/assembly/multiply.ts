/** Products element by element. Out may be one of the arguments; lengths are rounded up to quads. */
import { QUAD, canonical, firstTwo, foldLazy, highLimbs, lastTwo, lowLimbs, quadsEnd } from "./residue";

/** x·y + c for the first half of a quad of limbs: m < 2·2^60, h < 2^60, l < 2^60 + c, c < 2^61. */
@inline
function productFirst(x0: v128, x1: v128, y0: v128, y1: v128, c: v128): v128 {
  const m = i64x2.add(firstTwo(x0, y1), firstTwo(x1, y0));
  return canonical(foldLazy(firstTwo(x1, y1), m, i64x2.add(firstTwo(x0, y0), c)));
}

/** The same for the second half. */
@inline
function productLast(x0: v128, x1: v128, y0: v128, y1: v128, c: v128): v128 {
  const m = i64x2.add(lastTwo(x0, y1), lastTwo(x1, y0));
  return canonical(foldLazy(lastTwo(x1, y1), m, i64x2.add(lastTwo(x0, y0), c)));
}

/** out_j = a_j·b_j */
export function multiply(out: usize, a: usize, b: usize, n: i32): void {
  const none = i64x2.splat(0);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, b += QUAD, out += QUAD) {
    const x = v128.load(a), x2 = v128.load(a, 16), y = v128.load(b), y2 = v128.load(b, 16);
    const x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2), y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
    v128.store(out, productFirst(x0, x1, y0, y1, none));
    v128.store(out, productLast(x0, x1, y0, y1, none), 16);
  }
}

/** out_j = a_j·b_j + c_j */
export function multiplyAdd(out: usize, a: usize, b: usize, c: usize, n: i32): void {
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, b += QUAD, c += QUAD, out += QUAD) {
    const x = v128.load(a), x2 = v128.load(a, 16), y = v128.load(b), y2 = v128.load(b, 16);
    const x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2), y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
    const c1 = v128.load(c), c2 = v128.load(c, 16);
    v128.store(out, productFirst(x0, x1, y0, y1, c1));
    v128.store(out, productLast(x0, x1, y0, y1, c2), 16);
  }
}

/** out_j = a_j·s for the scalar at s. */
export function multiplyScalar(out: usize, a: usize, s: usize, n: i32): void {
  const none = i64x2.splat(0);
  const y = v128.load64_splat(s), y0 = lowLimbs(y, y), y1 = highLimbs(y, y);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, out += QUAD) {
    const x = v128.load(a), x2 = v128.load(a, 16), x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2);
    v128.store(out, productFirst(x0, x1, y0, y1, none));
    v128.store(out, productLast(x0, x1, y0, y1, none), 16);
  }
}

/** out_j = a_j·s + c_j for the scalar at s. */
export function multiplyScalarAdd(out: usize, a: usize, s: usize, c: usize, n: i32): void {
  const y = v128.load64_splat(s), y0 = lowLimbs(y, y), y1 = highLimbs(y, y);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, c += QUAD, out += QUAD) {
    const x = v128.load(a), x2 = v128.load(a, 16), x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2);
    const c1 = v128.load(c), c2 = v128.load(c, 16);
    v128.store(out, productFirst(x0, x1, y0, y1, c1));
    v128.store(out, productLast(x0, x1, y0, y1, c2), 16);
  }
}
