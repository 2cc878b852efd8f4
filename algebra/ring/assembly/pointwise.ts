/**
 * Operations value by value mod one prime; n is even. Out may be one of the arguments. "Canonical" is [0, p).
 * Inputs are |x| ≤ p unless a kernel says otherwise.
 */
import { canonical, centred, splat, times, timesConstant, toIntegers } from "./residue";

/** d0 = b·c0 + u·k0, d1 = b·c1 + u·k1; |d0|, |d1| ≤ 1.53p. */
export function mulAddPair(
  d0: usize, d1: usize, b: usize, c0: usize, c1: usize, u: usize, k0: usize, k1: usize, n: i32, p: f64,
): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const B = v128.load(b + o), U = v128.load(u + o);
    const x = times(B, v128.load(c0 + o), P, PI), y = times(B, v128.load(c1 + o), P, PI);
    v128.store(d0 + o, f64x2.add(x, times(U, v128.load(k0 + o), P, PI)));
    v128.store(d1 + o, f64x2.add(y, times(U, v128.load(k1 + o), P, PI)));
  }
}

/** d = a·b, |d| ≤ 0.76p. */
export function mulPoint(d: usize, a: usize, b: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16)
    v128.store(d + o, times(v128.load(a + o), v128.load(b + o), P, PI));
}

/** c = k·u + m + s·e, canonical, for a constant |s| ≤ p/2. m counts as 0 if its pointer is 0. |e| ≤ 8p. */
export function encPoint(
  c: usize, k: usize, u: usize, m: usize, e: usize, n: i32, s: f64, p: f64,
): void {
  const P = splat(p), PI = splat(1.0 / p), S = splat(s), Sf = splat(s / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    let r = times(v128.load(k + o), v128.load(u + o), P, PI);
    r = f64x2.add(r, timesConstant(v128.load(e + o), S, Sf, P));
    if (m) r = f64x2.add(r, v128.load(m + o));
    v128.store(c + o, canonical(r, P, PI));
  }
}

/** d = 2·a, canonical. |a| ≤ 4p. */
export function doubleCanon(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o);
    v128.store(d + o, canonical(f64x2.add(x, x), P, PI));
  }
}

/** d = −a, canonical. |a| ≤ 8p. */
export function negCanon(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16)
    v128.store(d + o, canonical(f64x2.neg(v128.load(a + o)), P, PI));
}

/** d = a, centred. |a| ≤ 8p. */
export function centre(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16) v128.store(d + o, centred(v128.load(a + o), P, PI));
}

/** d = a, canonical, as 64-bit integers. |a| ≤ 8p. */
export function canonU64(d: usize, a: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16)
    v128.store(d + o, toIntegers(canonical(v128.load(a + o), P, PI)));
}

/** d = a − b, canonical, as 64-bit integers. */
export function subCanonU64(d: usize, a: usize, b: usize, n: i32, p: f64): void {
  const P = splat(p), PI = splat(1.0 / p), bytes = <usize>n << 3;
  for (let o: usize = 0; o < bytes; o += 16)
    v128.store(d + o, toIntegers(canonical(f64x2.sub(v128.load(a + o), v128.load(b + o)), P, PI)));
}
