/** Beaver's recombination in one pass. */
import { QUAD, canonical, firstTwo, foldLazy, highLimbs, lastTwo, lowLimbs, quadsEnd } from "./residue";

/**
 * out_j = c_j + ε_j·(b_j + k·δ_j) + δ_j·a_j for the scalar at k; out may be one of the vectors.
 *
 * k·δ is folded but not canonical: y = b + k·δ < 2·2^60 + 2^39, and its high limb is < 2^31 + 2^9. Then
 *   h = ε1·y1 + δ1·a1 < 2^61 + 2^60 + 2^40,   m < (2^60 + 2^61 + 2^40) + 2·2^60 < 2^63,
 *   l = ε0·y0 + δ0·a0 + c < 3·2^60.  So h + (m >> 30) < 4p and l < 2^63, as foldLazy requires.
 */
export function recombine(
  out: usize, c: usize, a: usize, b: usize, epsilon: usize, delta: usize, k: usize, n: i32,
): void {
  const s = v128.load64_splat(k), k0 = lowLimbs(s, s), k1 = highLimbs(s, s);
  const end = quadsEnd(a, n);
  for (; a < end; a += QUAD, b += QUAD, c += QUAD, epsilon += QUAD, delta += QUAD, out += QUAD) {
    const d = v128.load(delta), d2 = v128.load(delta, 16), d0 = lowLimbs(d, d2), d1 = highLimbs(d, d2);
    const u = foldLazy(
      firstTwo(d1, k1), i64x2.add(firstTwo(d0, k1), firstTwo(d1, k0)), firstTwo(d0, k0));
    const u2 = foldLazy(
      lastTwo(d1, k1), i64x2.add(lastTwo(d0, k1), lastTwo(d1, k0)), lastTwo(d0, k0));
    const y = i64x2.add(u, v128.load(b)), y2 = i64x2.add(u2, v128.load(b, 16));
    const y0 = lowLimbs(y, y2), y1 = highLimbs(y, y2);
    const x = v128.load(a), x2 = v128.load(a, 16), x0 = lowLimbs(x, x2), x1 = highLimbs(x, x2);
    const e = v128.load(epsilon), e2 = v128.load(epsilon, 16), e0 = lowLimbs(e, e2), e1 = highLimbs(e, e2);
    const z = v128.load(c), z2 = v128.load(c, 16);

    const h = i64x2.add(firstTwo(e1, y1), firstTwo(d1, x1));
    const m = i64x2.add(
      i64x2.add(firstTwo(e0, y1), firstTwo(e1, y0)), i64x2.add(firstTwo(d0, x1), firstTwo(d1, x0)));
    const l = i64x2.add(i64x2.add(firstTwo(e0, y0), firstTwo(d0, x0)), z);
    const h2 = i64x2.add(lastTwo(e1, y1), lastTwo(d1, x1));
    const m2 = i64x2.add(
      i64x2.add(lastTwo(e0, y1), lastTwo(e1, y0)), i64x2.add(lastTwo(d0, x1), lastTwo(d1, x0)));
    const l2 = i64x2.add(i64x2.add(lastTwo(e0, y0), lastTwo(d0, x0)), z2);
    v128.store(out, canonical(foldLazy(h, m, l)));
    v128.store(out, canonical(foldLazy(h2, m2, l2)), 16);
  }
}
