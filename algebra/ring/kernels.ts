/** A byte offset into the ring's memory. */
export type Pointer = number;

/**
 * What assembly/ exports, with each function's contract and bounds. Arguments are pointers, then the number n of
 * coefficients, then public constants. p is the prime as a number.
 */
export interface RingKernels {
  // transform.ts
  ntt(
    d: Pointer,
    s: Pointer,
    w: Pointer,
    wf: Pointer,
    n: number,
    p: number,
    toCanonical: number,
  ): void;
  intt(a: Pointer, w: Pointer, wf: Pointer, scale: Pointer, n: number, p: number): void;
  // pointwise.ts
  mulAddPair(
    d0: Pointer,
    d1: Pointer,
    b: Pointer,
    c0: Pointer,
    c1: Pointer,
    u: Pointer,
    k0: Pointer,
    k1: Pointer,
    n: number,
    p: number,
  ): void;
  mulPoint(d: Pointer, a: Pointer, b: Pointer, n: number, p: number): void;
  encPoint(
    c: Pointer,
    k: Pointer,
    u: Pointer,
    m: Pointer,
    e: Pointer,
    n: number,
    s: number,
    p: number,
  ): void;
  doubleCanon(d: Pointer, a: Pointer, n: number, p: number): void;
  negCanon(d: Pointer, a: Pointer, n: number, p: number): void;
  centre(d: Pointer, a: Pointer, n: number, p: number): void;
  canonU64(d: Pointer, a: Pointer, n: number, p: number): void;
  subCanonU64(d: Pointer, a: Pointer, b: Pointer, n: number, p: number): void;
  // lifting.ts
  liftT(d: Pointer, a: Pointer, n: number, p: number): void;
  centreT(d: Pointer, a: Pointer, n: number): void;
  i8ToF(d: Pointer, a: Pointer, n: number): void;
  liftBig(d: Pointer, lo: Pointer, hi: Pointer, e: Pointer, n: number, c: number, p: number): void;
  // plain.ts
  nttT(a: Pointer, w: Pointer, ws: Pointer, n: number): void;
  inttT(a: Pointer, w: Pointer, ws: Pointer, n: number, s: bigint, quotient: bigint): void;
  // sampling.ts
  keepTernary(r: Pointer, bytes: number): number;
  ternary(d: Pointer, r: Pointer, n: number): void;
  errors(d: Pointer, r: Pointer, n: number): void;
  mask60(a: Pointer, n: number): number;
  mask50(d: Pointer, r: Pointer, n: number, p: number): number;
  uniformSmall(d: Pointer, r: Pointer, n: number, bits: number): void;
  uniformBig(lo: Pointer, hi: Pointer, r: Pointer, n: number, hiBits: number): void;
  // switching.ts; N is the degree, n the number of dropped primes
  switchFlood(
    d: Pointer,
    x: Pointer,
    mask: Pointer,
    noise: Pointer,
    c: Pointer,
    N: number,
    n: number,
    kBits: number,
  ): void;
  switchRound(
    d: Pointer,
    x: Pointer,
    e: Pointer,
    c: Pointer,
    ce: Pointer,
    N: number,
    n: number,
  ): void;
  crtToT(
    out: Pointer,
    w: Pointer,
    d: Pointer,
    add: Pointer,
    n: number,
    p0: number,
    p1: number,
    inverse: number,
    ka: bigint,
    kaQuotient: bigint,
    kb: bigint,
    kbQuotient: bigint,
  ): void;
  // proof.ts
  addRot64(acc: Pointer, x: Pointer, n: number, j: number): void;
  addRot8(acc: Pointer, x: Pointer, n: number, j: number): void;
  respondBig(
    zlo: Pointer,
    zhi: Pointer,
    ylo: Pointer,
    yhi: Pointer,
    acc: Pointer,
    n: number,
    bound: number,
  ): number;
  respondSmall(z: Pointer, y: Pointer, acc: Pointer, n: number, bound: number): number;
  someOutside(a: Pointer, n: number, least: number, most: number): number;
  addMonomial(
    acc0: Pointer,
    acc1: Pointer,
    c0: Pointer,
    c1: Pointer,
    w: Pointer,
    rev: Pointer,
    n: number,
    j: number,
    p: number,
  ): void;
  addMultiple(
    acc0: Pointer,
    acc1: Pointer,
    c0: Pointer,
    c1: Pointer,
    n: number,
    s: number,
    p: number,
  ): void;
  // packing.ts
  pack50(d: Pointer, a: Pointer, n: number, p: number): void;
  unpack50(a: Pointer, d: Pointer, n: number, p: number): number;
  packSigned(d: Pointer, a: Pointer, n: number, width: number): void;
  unpackSigned(a: Pointer, d: Pointer, n: number, width: number): void;
}
