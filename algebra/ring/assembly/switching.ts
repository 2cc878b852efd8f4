/**
 * Switches a reply's two halves from all primes down to the first two, q_0 and q_1, and takes them back to F_t at
 * the receiver.
 *
 * Q is the product of the n dropped primes q_i. x holds n + 2 residues (prime after prime, N values each). The last
 * inverse transform has multiplied them by its scale: rows 0, 1 by Q^-1, row i + 2 by (t·Q/q_i)^-1. So row i + 2 is
 * y_i = [X·(t·Q/q_i)^-1] mod q_i. Let F ≡ −Q·e (mod t) be uniform on an interval of length t·Q·2^k. Switching X + F
 * gives
 *
 *   D' = X/Q − Σ y_i·t/q_i − e + t·⌊Σ y_i/q_i + e/t + E⌋   mod q_0·q_1,   E uniform real in [−2^(k−1), 2^(k−1)).
 *
 * The floor's argument is summed in units of 2^-40. Integers are summed exactly, fractions, |Σ| < 8, with an error
 * below 2^-46. So the floor is that of a number within 2^-86. E has 56 fractional bits.
 *
 * Constants at c: for q_0, then for q_1: q, 1/q, t mod q, the same over q, and for each i t/q_i mod q and the same
 * over q; then for each i 1/q_i, 2^40/q_i, q_i/2^40. 1 ≤ n ≤ 8, N even.
 */
import {
  canonical, centred, constant, fromParts, highPart, lowPart, splat, timesConstant, toDoubles, toIntegers,
} from "./residue";
import { minusProduct } from "./product";
import { T, residue, shoup } from "./plain";

/** Bytes of random noise of a coefficient: 5 for the integer part of E, 7 for its fraction. */
const NOISE: usize = 12;

/** Masks of 40 and 16 bits, 2^-16, the mask of 20 bits, 2^-20, (2^18 − 1)/2^20/t, 2^-40; each twice. */
const CONSTANTS: usize = memory.data<u64>([
  0xffffffffff, 0xffffffffff,
  0xffff, 0xffff,
  0x3ef0000000000000, 0x3ef0000000000000,
  0xfffff, 0xfffff,
  0x3eb0000000000000, 0x3eb0000000000000,
  0x3c0ffff800000800, 0x3c0ffff800000800,
  0x3d70000000000000, 0x3d70000000000000,
], 16);

/** The 8 bytes at `at` and those at `at` + NOISE. */
@inline
function noiseAt(at: usize): v128 {
  return v128.load64_lane(at + NOISE, v128.load64_zero(at), 1);
}

/**
 * d (two rows, canonical) = D' as above. mask holds e in [0, t), noise 12 uniform bytes per coefficient and 8 bytes
 * after them. k = kBits ≤ 40. |x| ≤ 1.15p: the sums stay ≤ 1.15 + 0.51 + 0.65·n + 0.51 ≤ 7.4p. d may be x.
 */
export function switchFlood(
  d: usize, x: usize, mask: usize, noise: usize, c: usize, N: i32, n: i32, kBits: i32,
): void {
  const row = <usize>N << 3, c1 = c + 32 + (<usize>n << 4), inverses = c1 + 32 + (<usize>n << 4);
  const P = constant(c), PI = constant(c + 8), P1 = constant(c1), PI1 = constant(c1 + 8);
  const integerBits = i64x2.splat((<i64>1 << kBits) - 1), half = i64x2.splat(<i64>1 << (kBits - 1));
  for (let o: usize = 0; o < row; o += 16, noise += 2 * NOISE) {
    const e = v128.load(mask + o), low = lowPart(e), high = highPart(e);
    const whole = toDoubles(i64x2.sub(v128.and(noiseAt(noise), integerBits), half));
    const part = noiseAt(noise + 5);
    // e/t = e/2^60 + e·(2^18 − 1)/(t·2^60)
    const integers = i64x2.add(i64x2.shr_u(e, 20), v128.and(i64x2.shr_u(part, 16), v128.load(CONSTANTS)));
    let u = toDoubles(integers);
    const rest = toDoubles(v128.and(part, v128.load(CONSTANTS, 16)));
    const rest2 = toDoubles(v128.and(e, v128.load(CONSTANTS, 48)));
    let v = f64x2.add(
      f64x2.mul(rest2, v128.load(CONSTANTS, 64)), f64x2.mul(f64x2.add(high, low), v128.load(CONSTANTS, 80)));
    v = f64x2.add(f64x2.mul(rest, v128.load(CONSTANTS, 32)), v);
    let a = f64x2.sub(v128.load(x + o), fromParts(high, low, P, PI));
    let b = f64x2.sub(v128.load(x + row + o), fromParts(high, low, P1, PI1));
    let y = x + 2 * row + o, k: usize = 32, z = inverses;
    for (let i = 0; i < n; i++, y += row, k += 16, z += 24) {
      const Y = v128.load(y), PI40 = constant(z + 8);
      const j = f64x2.nearest(f64x2.mul(Y, PI40));
      u = f64x2.add(u, j);
      v = f64x2.add(v, f64x2.mul(minusProduct(j, constant(z + 16), Y), PI40));
      a = f64x2.sub(a, timesConstant(Y, constant(c + k), constant(c + k + 8), P));
      b = f64x2.sub(b, timesConstant(Y, constant(c1 + k), constant(c1 + k + 8), P1));
    }
    const l = f64x2.add(f64x2.floor(f64x2.mul(f64x2.add(u, f64x2.floor(v)), v128.load(CONSTANTS, 96))), whole);
    a = f64x2.add(a, timesConstant(l, constant(c + 16), constant(c + 24), P));
    b = f64x2.add(b, timesConstant(l, constant(c1 + 16), constant(c1 + 24), P1));
    v128.store(d + o, canonical(a, P, PI));
    v128.store(d + row + o, canonical(b, P1, PI1));
  }
}

/**
 * d (two rows, canonical) = (X + t·e − t·ρ)/Q with ρ = [(X + t·e)/t] mod Q centred, for small integers e in
 * coefficients. There is no flooding. d is a function of the residues of X + t·e alone, ties of ρ included. ce holds
 * t/Q mod q_0, the same over q_0, both for q_1, and for each i (Q/q_i)^-1 mod q_i, the same over q_i, and q_i.
 * |x| ≤ 1.15p: the sums stay ≤ 1.65 + 0.71·n + 0.51 ≤ 7.9p. d may be x.
 */
export function switchRound(
  d: usize, x: usize, e: usize, c: usize, ce: usize, N: i32, n: i32,
): void {
  const row = <usize>N << 3, c1 = c + 32 + (<usize>n << 4), inverses = c1 + 32 + (<usize>n << 4);
  const P = constant(c), PI = constant(c + 8), P1 = constant(c1), PI1 = constant(c1 + 8);
  for (let o: usize = 0; o < row; o += 16) {
    const E = v128.load(e + o);
    let v = splat(0);
    let a = f64x2.add(v128.load(x + o), timesConstant(E, constant(ce), constant(ce + 8), P));
    let b = f64x2.add(
      v128.load(x + row + o), timesConstant(E, constant(ce + 16), constant(ce + 24), P1));
    let y = x + 2 * row + o, k: usize = 32, z = ce + 32;
    for (let i = 0; i < n; i++, y += row, k += 16, z += 24) {
      const Q = constant(z + 16), QI = constant(inverses + <usize>i * 24);
      // Canonical: a tie of the sum below must not depend on which representative came in.
      const Y = canonical(
        f64x2.add(v128.load(y), timesConstant(E, constant(z), constant(z + 8), Q)), Q, QI);
      v = f64x2.add(v, f64x2.mul(Y, QI));
      a = f64x2.sub(a, timesConstant(Y, constant(c + k), constant(c + k + 8), P));
      b = f64x2.sub(b, timesConstant(Y, constant(c1 + k), constant(c1 + k + 8), P1));
    }
    const l = f64x2.nearest(v);
    a = f64x2.add(a, timesConstant(l, constant(c + 16), constant(c + 24), P));
    b = f64x2.add(b, timesConstant(l, constant(c1 + 16), constant(c1 + 24), P1));
    v128.store(d + o, canonical(a, P, PI));
    v128.store(d + row + o, canonical(b, P1, PI1));
  }
}

/**
 * out_j = x·f + add_j mod t. x is the centred residue mod q_0·q_1 of w + d (two rows each). w = d1·s after its
 * inverse transform, |w| ≤ 1.15p, |d| ≤ p. add is in [0, t) and counts as 0 if its pointer is 0. inverse is
 * q_0^-1 mod q_1, centred; ka = q_0·f and kb = f mod t with quotients. x = a + q_0·k, both centred. out may be add.
 */
export function crtToT(
  out: usize, w: usize, d: usize, add: usize, n: i32, p0: f64, p1: f64, inverse: f64,
  ka: u64, kaQuotient: u64, kb: u64, kbQuotient: u64,
): void {
  const P = splat(p0), PI = splat(1.0 / p0), P1 = splat(p1), PI1 = splat(1.0 / p1);
  const V = splat(inverse), Vf = splat(inverse / p1), row = <usize>n << 3;
  for (let o: usize = 0; o < row; o += 16) {
    const a = centred(f64x2.add(v128.load(w + o), v128.load(d + o)), P, PI);
    const b = centred(f64x2.add(v128.load(w + row + o), v128.load(d + row + o)), P1, PI1);
    const k = toIntegers(centred(timesConstant(f64x2.sub(b, a), V, Vf, P1), P1, PI1)), low = toIntegers(a);
    const k0 = <u64>i64x2.extract_lane(k, 0) + T, k1 = <u64>i64x2.extract_lane(k, 1) + T;
    const a0 = <u64>i64x2.extract_lane(low, 0) + T, a1 = <u64>i64x2.extract_lane(low, 1) + T;
    // The sums are below 4t + 4t + t.
    let x = shoup(k0, ka, kaQuotient) + shoup(a0, kb, kbQuotient);
    let y = shoup(k1, ka, kaQuotient) + shoup(a1, kb, kbQuotient);
    if (add) {
      x += load<u64>(add + o);
      y += load<u64>(add + o, 8);
    }
    store<u64>(out + o, residue(x));
    store<u64>(out + o, residue(y), 8);
  }
}
