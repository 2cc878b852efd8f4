/**
 * Negacyclic number-theoretic transforms mod a 50-bit prime, n = 2^3 … 2^14, in SEAL's order. Coefficients a_j
 * become Σ_j a_j·ψ^(j·(2·rev(i)+1)) at i. rev reverses log n bits; ψ is the smallest primitive 2n-th root of unity.
 * Tables: w[k] = ψ^rev(k) (inverse: ψ^−rev(k)), centred; wf[k] = w[k]/p as rounded.
 *
 * Growth. Forward: a stage adds a product to M, M → M + 1/2 + M/8 (timesConstant). Stages 3, 7, 11 centre the first
 * operands of their sums before. From |x| ≤ p: 1.63, 2.33, 3.12, | 1.39, 2.07, 2.83, 3.68, | 1.46, 2.15, 2.91,
 * 3.78, | 1.48, 2.16, 2.93. The last two stages never centre, so for some n one of them starts from
 * 3.78: 4.75, 5.85. Inverse: sums double and every second stage centres them: 1.6 → 3.2 → 6.4, then 1.3 → 2.6 →
 * 5.2. All are below 8, as residue.ts requires.
 */
import { canonical, centred, constant, splat, timesConstant } from "./residue";

/** Coefficients of a block: the stages within a block run in the first-level cache. */
const BLOCK: i32 = 2048;

/** The pairs of one butterfly stage, from s, s + h to d, d + h, for d up to `end`. */
@inline
function forwardPairs(
  d: usize, s: usize, h: usize, end: usize, S: v128, Sf: v128, P: v128, PI: v128, reduce: bool,
): void {
  const o = s - d;
  for (let x = d; x < end; x += 32) {
    let X = v128.load(x + o), Y = v128.load(x + o, 16);
    const A = timesConstant(v128.load(x + o + h), S, Sf, P);
    const B = timesConstant(v128.load(x + o + h, 16), S, Sf, P);
    if (reduce) {
      X = centred(X, P, PI);
      Y = centred(Y, P, PI);
    }
    v128.store(x, f64x2.add(X, A));
    v128.store(x, f64x2.add(Y, B), 16);
    v128.store(x + h, f64x2.sub(X, A));
    v128.store(x + h, f64x2.sub(Y, B), 16);
  }
}

/** d = NTT(s), possibly in place. |s| ≤ p; d is canonical if `toCanonical` is not 0, else centred. */
export function ntt(
  d: usize, s: usize, w: usize, wf: usize, n: i32, p: f64, toCanonical: i32,
): void {
  const P = splat(p), PI = splat(1.0 / p);
  let m = 2, t = n >> 2;
  const half = <usize>n << 2;
  forwardPairs(d, s, half, d + half, constant(w + 8), constant(wf + 8), P, PI, false);
  for (; t >= BLOCK; m <<= 1, t >>= 1) for (let i = 0; i < m; i++) {
    const k = <usize>(m + i) << 3, h = <usize>t << 3, x = d + (<usize>(2 * i * t) << 3);
    forwardPairs(x, x, h, x + h, constant(w + k), constant(wf + k), P, PI, false);
  }
  const blocks = m, first = t, quads = n / 4 / blocks;
  for (let b = 0; b < blocks; b++) {
    let groups = 1, stage = ctz(blocks); // at most three stages are done, and none of them centres
    m = blocks;
    for (t = first; t >= 4; m <<= 1, t >>= 1, groups <<= 1, stage++)
      for (let i = b * groups; i < (b + 1) * groups; i++) {
        const k = <usize>(m + i) << 3, h = <usize>t << 3, x = d + (<usize>(2 * i * t) << 3);
        const S = constant(w + k), Sf = constant(wf + k);
        if ((stage & 3) == 3) forwardPairs(x, x, h, x + h, S, Sf, P, PI, true);
        else forwardPairs(x, x, h, x + h, S, Sf, P, PI, false);
      }
    for (let i = b * quads; i < (b + 1) * quads; i++) lastForward(d, i, n, w, wf, P, PI, toCanonical);
  }
}

/** The stages t = 2 and t = 1 on the i-th four coefficients. */
@inline
function lastForward(
  d: usize, i: i32, n: i32, w: usize, wf: usize, P: v128, PI: v128, toCanonical: i32,
): void {
  const x = d + (<usize>i << 5), k = <usize>(n / 4 + i) << 3, k2 = <usize>(n / 2 + 2 * i) << 3;
  const V0 = v128.load(x), V1 = timesConstant(v128.load(x, 16), constant(w + k), constant(wf + k), P);
  const U = f64x2.add(V0, V1), V = f64x2.sub(V0, V1);
  const X = v128.shuffle<f64>(U, V, 0, 2);
  const Y = timesConstant(
    v128.shuffle<f64>(U, V, 1, 3), v128.load(w + k2), v128.load(wf + k2), P);
  let R = f64x2.add(X, Y), Q = f64x2.sub(X, Y);
  if (toCanonical) {
    R = canonical(R, P, PI);
    Q = canonical(Q, P, PI);
  } else {
    R = centred(R, P, PI);
    Q = centred(Q, P, PI);
  }
  v128.store(x, v128.shuffle<f64>(R, Q, 0, 2));
  v128.store(x, v128.shuffle<f64>(R, Q, 1, 3), 16);
}

@inline
function inversePairs(
  x: usize, h: usize, end: usize, S: v128, Sf: v128, P: v128, PI: v128, reduce: bool,
): void {
  for (; x < end; x += 32) {
    const X = v128.load(x), Y = v128.load(x, 16), X2 = v128.load(x + h), Y2 = v128.load(x + h, 16);
    let A = f64x2.add(X, X2), B = f64x2.add(Y, Y2);
    if (reduce) {
      A = centred(A, P, PI);
      B = centred(B, P, PI);
    }
    v128.store(x, A);
    v128.store(x, B, 16);
    v128.store(x + h, timesConstant(f64x2.sub(X, X2), S, Sf, P));
    v128.store(x + h, timesConstant(f64x2.sub(Y, Y2), S, Sf, P), 16);
  }
}

/**
 * a = c·INTT(a) in place. The constant c is folded into `scale`, four doubles: s = c/n mod p, s/p, s·w[1] mod p and
 * the same over p, with w[1] of the inverse's table. |a| ≤ 1.6p before, ≤ 1.15p after.
 */
export function intt(a: usize, w: usize, wf: usize, scale: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p);
  const blocks = max(1, n / BLOCK), quads = n / 4 / blocks, last = min(n / 4, BLOCK / 2);
  let stage = 0;
  for (let b = 0; b < blocks; b++) {
    for (let i = b * quads; i < (b + 1) * quads; i++) firstInverse(a, i, n, w, wf, P, PI);
    stage = 0;
    for (let t = 4; t <= last; t <<= 1, stage++) {
      const m = n / (2 * t), groups = m / blocks;
      for (let i = b * groups; i < (b + 1) * groups; i++) inverseGroup(a, m, i, t, w, wf, P, PI, stage);
    }
  }
  for (let t = 2 * last; t <= n / 4; t <<= 1, stage++)
    for (let i = 0; i < n / (2 * t); i++) inverseGroup(a, n / (2 * t), i, t, w, wf, P, PI, stage);
  const S = constant(scale), Sf = constant(scale + 8), W = constant(scale + 16), Wf = constant(scale + 24);
  const h = <usize>n << 2;
  for (let x = a; x < a + h; x += 16) {
    const X = v128.load(x), Y = v128.load(x + h);
    v128.store(x, timesConstant(f64x2.add(X, Y), S, Sf, P));
    v128.store(x + h, timesConstant(f64x2.sub(X, Y), W, Wf, P));
  }
}

/** Group i of m of the stage with distance t. */
@inline
function inverseGroup(
  a: usize, m: i32, i: i32, t: i32, w: usize, wf: usize, P: v128, PI: v128, stage: i32,
): void {
  const k = <usize>(m + i) << 3, h = <usize>t << 3, x = a + (<usize>(2 * i * t) << 3);
  const S = constant(w + k), Sf = constant(wf + k);
  if (stage & 1) inversePairs(x, h, x + h, S, Sf, P, PI, true);
  else inversePairs(x, h, x + h, S, Sf, P, PI, false);
}

/** The stages t = 1 and t = 2 on the i-th four values. */
@inline
function firstInverse(a: usize, i: i32, n: i32, w: usize, wf: usize, P: v128, PI: v128): void {
  const x = a + (<usize>i << 5), k = <usize>(n / 4 + i) << 3, k2 = <usize>(n / 2 + 2 * i) << 3;
  const V0 = v128.load(x), V1 = v128.load(x, 16);
  const X = v128.shuffle<f64>(V0, V1, 0, 2), Y = v128.shuffle<f64>(V0, V1, 1, 3);
  const S = f64x2.add(X, Y);
  const D = timesConstant(f64x2.sub(X, Y), v128.load(w + k2), v128.load(wf + k2), P);
  const U = v128.shuffle<f64>(S, D, 0, 2), V = v128.shuffle<f64>(S, D, 1, 3);
  v128.store(x, centred(f64x2.add(U, V), P, PI));
  v128.store(x, timesConstant(f64x2.sub(U, V), constant(w + k), constant(wf + k), P), 16);
}
