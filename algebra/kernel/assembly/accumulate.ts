/**
 * Inner products, reduced lazily.
 *
 * Karatsuba: with xs = x0 + x1 < 2^31, a product is h = x1·y1, l = x0·y0 and m = xs·ys − h − l. A stride is at
 * most 8 products per lane. Sums of h, l and xs·ys over a stride are kept mod 2^64. The true sums
 *   l, h ≤ 8·(2^30 − 1)² < 2^63   and   m ≤ 16·(2^30 − 1)² < 2^64 − 2^34
 * fit, so the wrap of Σ xs·ys cancels. After each stride they are carried into four limb sums of weight 1,
 * 2^30, 2^60, 2^90. An inner product takes at most 2^13 products per lane, which are 2^10 strides. The first
 * three limb sums stay below 2^30·2^10 = 2^40, the last below 2^34·2^10 = 2^44.
 */
import { QUAD, addLanes, canonical, firstTwo, foldLazy, highLimbs, lastTwo, lowLimbs, mask30, quadsEnd } from "./residue";
import { padQuad } from "./linear";

/** Quads of a stride: two products per lane and quad. */
const STRIDE: usize = 4 * QUAD;

/** A stride's m with the carry from l: m + (l >> 30) < 2^64 − 2^34 + 2^33. */
@inline
export function carryToMiddle(l: v128, h: v128, karatsuba: v128): v128 {
  return i64x2.add(i64x2.sub(i64x2.sub(karatsuba, l), h), i64x2.shr_u(l, 30));
}

/** A stride's h with the carry from m: < 2^63 + 2^34. */
@inline
export function carryToHigh(h: v128, middle: v128): v128 {
  return i64x2.add(h, i64x2.shr_u(middle, 30));
}

/**
 * l + m·2^30 + h·2^60 + g·2^90 mod p for l, m, h < 2^40 and g < 2^44.
 * After the carries l, m, h < 2^30 and g < 2^44 + 2^11. The limb g = g1·2^30 + g0 adds g0·2^30·2^60 + g1·C², with
 * C² = 2^36 − 2^19 + 1 and g1 ≤ 2^14. So h + g0·2^30 < 2^60 and l < 2^51, as foldLazy requires.
 */
@inline
export function foldSums(l: v128, m: v128, h: v128, g: v128): v128 {
  m = i64x2.add(m, i64x2.shr_u(l, 30));
  h = i64x2.add(h, i64x2.shr_u(m, 30));
  g = i64x2.add(g, i64x2.shr_u(h, 30));
  const g1 = i64x2.shr_u(g, 30);
  const excess = i64x2.add(i64x2.sub(i64x2.shl(g1, 36), i64x2.shl(g1, 19)), g1);
  return canonical(foldLazy(
    i64x2.add(v128.and(h, mask30()), i64x2.shl(v128.and(g, mask30()), 30)),
    v128.and(m, mask30()),
    i64x2.add(v128.and(l, mask30()), excess),
  ));
}

/** Adds Σ_j a_j·b_j to the scalar at out. The rest of b's last quad must be zero. n ≤ 2^14. */
@inline
function addInnerProduct(out: usize, a: usize, b: usize, n: i32): void {
  const zero = i64x2.splat(0);
  let sl = zero, sm = zero, sh = zero, sg = zero;
  const end = quadsEnd(a, n);
  while (a < end) {
    const stop = min(a + STRIDE, end);
    let l = zero, h = zero, k = zero;
    for (; a < stop; a += QUAD, b += QUAD) {
      const x = v128.load(a), x2 = v128.load(a, 16), y = v128.load(b), y2 = v128.load(b, 16);
      const x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2), y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
      const xs = i32x4.add(x0, x1), ys = i32x4.add(y0, y1);
      l = i64x2.add(l, i64x2.add(firstTwo(x0, y0), lastTwo(x0, y0)));
      h = i64x2.add(h, i64x2.add(firstTwo(x1, y1), lastTwo(x1, y1)));
      k = i64x2.add(k, i64x2.add(firstTwo(xs, ys), lastTwo(xs, ys)));
    }
    const m = carryToMiddle(l, h, k);
    const t = carryToHigh(h, m);
    sl = i64x2.add(sl, v128.and(l, mask30()));
    sm = i64x2.add(sm, v128.and(m, mask30()));
    sh = i64x2.add(sh, v128.and(t, mask30()));
    sg = i64x2.add(sg, i64x2.shr_u(t, 30));
  }
  addLanes(out, foldSums(sl, sm, sh, sg));
}

/**
 * Adds Σ_j a_ij·b_j to the scalar out_i for each of the rows of a (rows×n, row-major). n ≤ 2^14.
 * Zeroes the rest of b's last quad. Any bytes may follow a.
 */
export function matrixVector(out: usize, a: usize, b: usize, rows: i32, n: i32): void {
  padQuad(b, n);
  for (let i = 0; i < rows; i++, out += 8, a += <usize>n << 3) addInnerProduct(out, a, b, n);
}

/**
 * Adds Σ_j r_j·v_j to the scalar at out and Σ_j r_j·m_j to the next scalar, in one pass, so that the coins are split
 * into limbs once. Zeroes the rest of the coins' last quad. n ≤ 2^14.
 */
export function combine(out: usize, coins: usize, values: usize, macs: usize, n: i32): void {
  padQuad(coins, n);
  const zero = i64x2.splat(0);
  let vl = zero, vm = zero, vh = zero, vg = zero, ml = zero, mm = zero, mh = zero, mg = zero;
  const end = quadsEnd(coins, n);
  while (coins < end) {
    const stop = min(coins + STRIDE, end);
    let l = zero, h = zero, k = zero, l2 = zero, h2 = zero, k2 = zero;
    for (; coins < stop; coins += QUAD, values += QUAD, macs += QUAD) {
      const r = v128.load(coins), r2 = v128.load(coins, 16), r0 = lowLimbs(r, r2), r1 = highLimbs(r, r2);
      const rs = i32x4.add(r0, r1);
      const x = v128.load(values), x2 = v128.load(values, 16), x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2);
      const xs = i32x4.add(x0, x1);
      l = i64x2.add(l, i64x2.add(firstTwo(r0, x0), lastTwo(r0, x0)));
      h = i64x2.add(h, i64x2.add(firstTwo(r1, x1), lastTwo(r1, x1)));
      k = i64x2.add(k, i64x2.add(firstTwo(rs, xs), lastTwo(rs, xs)));
      const y = v128.load(macs), y2 = v128.load(macs, 16), y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
      const ys = i32x4.add(y0, y1);
      l2 = i64x2.add(l2, i64x2.add(firstTwo(r0, y0), lastTwo(r0, y0)));
      h2 = i64x2.add(h2, i64x2.add(firstTwo(r1, y1), lastTwo(r1, y1)));
      k2 = i64x2.add(k2, i64x2.add(firstTwo(rs, ys), lastTwo(rs, ys)));
    }
    const m = carryToMiddle(l, h, k), t = carryToHigh(h, m);
    vl = i64x2.add(vl, v128.and(l, mask30()));
    vm = i64x2.add(vm, v128.and(m, mask30()));
    vh = i64x2.add(vh, v128.and(t, mask30()));
    vg = i64x2.add(vg, i64x2.shr_u(t, 30));
    const m2 = carryToMiddle(l2, h2, k2), t2 = carryToHigh(h2, m2);
    ml = i64x2.add(ml, v128.and(l2, mask30()));
    mm = i64x2.add(mm, v128.and(m2, mask30()));
    mh = i64x2.add(mh, v128.and(t2, mask30()));
    mg = i64x2.add(mg, i64x2.shr_u(t2, 30));
  }
  addLanes(out, foldSums(vl, vm, vh, vg));
  addLanes(out + 8, foldSums(ml, mm, mh, mg));
}
