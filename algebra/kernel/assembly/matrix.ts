/**
 * Blocks of a matrix product, on limbs that are split before. Products are accumulated lazily as in accumulate.ts.
 * The bounds there hold with `inner` products per lane, `inner` ≤ 2^13.
 */
import { QUAD, canonical, firstTwo, highLimbs, lastTwo, lowLimbs, mask30 } from "./residue";
import { carryToHigh, carryToMiddle, foldSums } from "./accumulate";

/** Products per lane between two carries. */
const STRIDE: i32 = 8;
/** Bytes of one split element of A: x0, x1, x0 + x1. */
const LEFT: usize = 12;
/** Bytes of four split elements of B: y0 … y0, y1 … y1, ys … ys. */
const RIGHT: usize = 48;

/** Splits n elements of A one after another. */
export function splitLeft(out: usize, a: usize, n: i32): void {
  for (let j = 0; j < n; j++, a += 8, out += LEFT) {
    const x = load<u64>(a), x0 = <u32>x & 0x3fffffff, x1 = <u32>(x >> 30);
    store<u32>(out, x0);
    store<u32>(out, x1, 4);
    store<u32>(out, x0 + x1, 8);
  }
}

/**
 * Splits B (inner×columns) into panels of four columns, each with its inner rows one after another. The missing
 * columns of the last panel hold arbitrary numbers. Nobody reads the columns of the result that depend on them.
 */
export function splitRight(out: usize, b: usize, inner: i32, columns: i32): void {
  for (let j = 0; j < columns; j += 4) {
    let at = b + (<usize>j << 3);
    for (let i = 0; i < inner; i++, at += <usize>columns << 3, out += RIGHT) {
      const y = v128.load(at), y2 = v128.load(at, 16), y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
      v128.store(out, y0);
      v128.store(out, y1, 16);
      v128.store(out, i32x4.add(y0, y1), 32);
    }
  }
}

/** Adds A·B to out (rows rows of `stride` bytes, a multiple of QUAD that covers the columns). */
export function matrixProduct(
  out: usize, left: usize, right: usize, rows: i32, inner: i32, columns: i32, stride: usize,
): void {
  for (let j = 0; j < columns; j += 4, right += <usize>inner * RIGHT, out += QUAD) {
    let x = left, at = out;
    for (let i = 0; i < rows; i++, at += stride, x += <usize>inner * LEFT) addCell(at, x, right, inner);
  }
}

/** Adds one row of A times one panel of B to four elements. */
@inline
function addCell(out: usize, x: usize, y: usize, inner: i32): void {
  const zero = i64x2.splat(0);
  let sl = zero, sm = zero, sh = zero, sg = zero, tl = zero, tm = zero, th = zero, tg = zero;
  for (let done = 0; done < inner; done += STRIDE) {
    const end = x + <usize>min(STRIDE, inner - done) * LEFT;
    let l = zero, h = zero, k = zero, l2 = zero, h2 = zero, k2 = zero;
    for (; x < end; x += LEFT, y += RIGHT) {
      const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x, 4), xs = v128.load32_splat(x, 8);
      const y0 = v128.load(y), y1 = v128.load(y, 16), ys = v128.load(y, 32);
      l = i64x2.add(l, firstTwo(x0, y0));
      l2 = i64x2.add(l2, lastTwo(x0, y0));
      h = i64x2.add(h, firstTwo(x1, y1));
      h2 = i64x2.add(h2, lastTwo(x1, y1));
      k = i64x2.add(k, firstTwo(xs, ys));
      k2 = i64x2.add(k2, lastTwo(xs, ys));
    }
    const m = carryToMiddle(l, h, k), t = carryToHigh(h, m);
    sl = i64x2.add(sl, v128.and(l, mask30()));
    sm = i64x2.add(sm, v128.and(m, mask30()));
    sh = i64x2.add(sh, v128.and(t, mask30()));
    sg = i64x2.add(sg, i64x2.shr_u(t, 30));
    const m2 = carryToMiddle(l2, h2, k2), t2 = carryToHigh(h2, m2);
    tl = i64x2.add(tl, v128.and(l2, mask30()));
    tm = i64x2.add(tm, v128.and(m2, mask30()));
    th = i64x2.add(th, v128.and(t2, mask30()));
    tg = i64x2.add(tg, i64x2.shr_u(t2, 30));
  }
  v128.store(out, canonical(i64x2.add(v128.load(out), foldSums(sl, sm, sh, sg))));
  v128.store(out, canonical(i64x2.add(v128.load(out, 16), foldSums(tl, tm, th, tg))), 16);
}
