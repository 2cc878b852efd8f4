/**
 * F_t, t = 2^60 − 2^18 + 1, one 64-bit integer at a time, for the slots of a plaintext. Each constant comes with
 * Shoup's quotient ⌊s·2^64/t⌋. Data may be secret: corrections use bit masks and never branches.
 */

export const T: u64 = 1152921504606584833;
const MASK60: u64 = 0x0fffffffffffffff;
const MASK32: u64 = 0xffffffff;

/** y·s mod t for any y < 2^64, up to multiples of t: below 4t, as the quotient is at most 3 too small. */
@inline
export function shoup(y: u64, s: u64, quotient: u64): u64 {
  const y0 = y & MASK32, y1 = y >> 32, s0 = quotient & MASK32, s1 = quotient >> 32;
  return y * s - (y1 * s1 + ((y1 * s0) >> 32) + ((y0 * s1) >> 32)) * T;
}

/** x − m if that is not negative, else x, for x < 2^63 + m. */
@inline
function lessOnce(x: u64, m: u64): u64 {
  const d = x - m;
  return d + (m & <u64>(<i64>d >> 63));
}

/** x mod t for any x < 2^64, up to one multiple of t: 2^60 ≡ 2^18 − 1, and the result is below 2^60 + 2^22. */
@inline
function fold(x: u64): u64 {
  return (x & MASK60) + (x >> 60) * 0x3ffff;
}

/** x mod t for any x < 2^64. */
@inline
export function residue(x: u64): u64 {
  return lessOnce(fold(x), T);
}

@inline
function at(p: usize, i: i32): u64 { return load<u64>(p + (<usize>i << 3)); }

/**
 * a = NTT(a) mod t in place, in the order of transform.ts: from coefficients in [0, t) to slots. w[k] = ψ^rev(k),
 * ws[k] its quotient. If log n is odd, one stage of radix 2 comes first (values < 5t). The others are of radix 4.
 * Between the stages values are < 16t < 2^64. The top bit tells when 8t is subtracted from the first halves, as
 * 8t = 2^63 − (2^21 − 8). They are then below 8t + 2^21. Products are < 4t, so sums are < 16t + 2^21 < 2^64.
 */
export function nttT(a: usize, w: usize, ws: usize, n: i32): void {
  const bytes = <usize>n << 3, p4 = 4 * T, p8 = 8 * T;
  const odd = ctz(n) & 1;
  if (odd) {
    const half = bytes >> 1, S = at(w, 1), q = at(ws, 1);
    for (let x = a; x < a + half; x += 8) {
      const X = load<u64>(x), Y = shoup(load<u64>(x + half), S, q);
      store<u64>(x, X + Y);
      store<u64>(x + half, X - Y + p4);
    }
  }
  for (let m = 1 << odd, t = n >> (2 + odd); m < n; m <<= 2, t >>= 2) for (let i = 0; i < m; i++) {
    const k = 2 * (m + i), S = at(w, m + i), q = at(ws, m + i);
    const A = at(w, k), qa = at(ws, k), B = at(w, k + 1), qb = at(ws, k + 1), d = <usize>t << 3;
    let x0 = a + (<usize>(4 * i * t) << 3);
    for (const end = x0 + d; x0 < end; x0 += 8) {
      const x1 = x0 + d, x2 = x1 + d, x3 = x2 + d;
      let X0 = load<u64>(x0), X1 = load<u64>(x1);
      const Y2 = shoup(load<u64>(x2), S, q), Y3 = shoup(load<u64>(x3), S, q);
      X0 -= p8 & <u64>(<i64>X0 >> 63);
      X1 -= p8 & <u64>(<i64>X1 >> 63);
      const Z0 = X0 + Y2, Z2 = X0 - Y2 + p4;
      const Z1 = shoup(X1 + Y3, A, qa), Z3 = shoup(X1 - Y3 + p4, B, qb);
      store<u64>(x0, Z0 + Z1);
      store<u64>(x1, Z0 - Z1 + p4);
      store<u64>(x2, Z2 + Z3);
      store<u64>(x3, Z2 - Z3 + p4);
    }
  }
  for (let x = a; x < a + bytes; x += 8) store<u64>(x, residue(load<u64>(x)));
}

/**
 * a = INTT(a) mod t in place: from slots in [0, t) to coefficients. w and ws are the tables of the inverse; s = 1/n
 * with its quotient. The stages are of radix 4; if log n is odd, one of radix 2 comes last. Between the stages values
 * are < 4t. Sums of two are < 8t, sums of four < 16t < 2^64; both are reduced below 4t. 4t or 8t is added to a
 * difference before it is multiplied.
 */
export function inttT(a: usize, w: usize, ws: usize, n: i32, s: u64, quotient: u64): void {
  const bytes = <usize>n << 3, p4 = 4 * T, p8 = 8 * T;
  let m = n >> 2, t = 1;
  for (; m >= 1; m >>= 2, t <<= 2) for (let i = 0; i < m; i++) {
    const k = 2 * (m + i), S = at(w, m + i), q = at(ws, m + i);
    const A = at(w, k), qa = at(ws, k), B = at(w, k + 1), qb = at(ws, k + 1), d = <usize>t << 3;
    let x0 = a + (<usize>(4 * i * t) << 3);
    for (const end = x0 + d; x0 < end; x0 += 8) {
      const x1 = x0 + d, x2 = x1 + d, x3 = x2 + d;
      const X0 = load<u64>(x0), X1 = load<u64>(x1), X2 = load<u64>(x2), X3 = load<u64>(x3);
      const Y0 = X0 + X1, Y1 = shoup(X0 - X1 + p4, A, qa);
      const Y2 = X2 + X3, Y3 = shoup(X2 - X3 + p4, B, qb);
      store<u64>(x0, fold(Y0 + Y2));
      store<u64>(x1, lessOnce(Y1 + Y3, p4));
      store<u64>(x2, shoup(Y0 - Y2 + p8, S, q));
      store<u64>(x3, shoup(Y1 - Y3 + p4, S, q));
    }
  }
  if (ctz(n) & 1) {
    const half = bytes >> 1, S = at(w, 1), q = at(ws, 1);
    for (let x = a; x < a + half; x += 8) {
      const X = load<u64>(x), Y = load<u64>(x + half);
      store<u64>(x, X + Y);
      store<u64>(x + half, shoup(X - Y + p4, S, q));
    }
  }
  for (let x = a; x < a + bytes; x += 8) store<u64>(x, residue(shoup(load<u64>(x), s, quotient)));
}
