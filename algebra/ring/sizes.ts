/** The sizes by which the ring's kernels are counted: coefficients, times the steps for each. */
import type { Sizes } from "../work.ts";
import type { RingKernels } from "./kernels.ts";

/** Transforms: n·log2 n. */
const butterflies = (n: number): number => n * Math.log2(n);

export const RING_SIZES: Required<Sizes<RingKernels>> = {
  ntt: (_d, _s, _w, _wf, n) => butterflies(n),
  intt: (_a, _w, _wf, _scale, n) => butterflies(n),
  mulAddPair: (_d0, _d1, _b, _c0, _c1, _u, _k0, _k1, n) => n,
  mulPoint: (_d, _a, _b, n) => n,
  encPoint: (_c, _k, _u, _m, _e, n) => n,
  doubleCanon: (_d, _a, n) => n,
  negCanon: (_d, _a, n) => n,
  centre: (_d, _a, n) => n,
  canonU64: (_d, _a, n) => n,
  subCanonU64: (_d, _a, _b, n) => n,
  liftT: (_d, _a, n) => n,
  centreT: (_d, _a, n) => n,
  i8ToF: (_d, _a, n) => n,
  liftBig: (_d, _lo, _hi, _e, n) => n,
  nttT: (_a, _w, _ws, n) => butterflies(n),
  inttT: (_a, _w, _ws, n) => butterflies(n),
  keepTernary: (_r, bytes) => bytes,
  ternary: (_d, _r, n) => n,
  errors: (_d, _r, n) => n,
  mask60: (_a, n) => n,
  mask50: (_d, _r, n) => n,
  uniformSmall: (_d, _r, n) => n,
  uniformBig: (_lo, _hi, _r, n) => n,
  switchFlood: (_d, _x, _mask, _noise, _c, N, n) => N * n,
  switchRound: (_d, _x, _e, _c, _ce, N, n) => N * n,
  crtToT: (_out, _w, _d, _add, n) => n,
  addRot64: (_acc, _x, n) => n,
  addRot8: (_acc, _x, n) => n,
  respondBig: (_zlo, _zhi, _ylo, _yhi, _acc, n) => n,
  respondSmall: (_z, _y, _acc, n) => n,
  someOutside: (_a, n) => n,
  addMonomial: (_acc0, _acc1, _c0, _c1, _w, _rev, n) => n,
  addMultiple: (_acc0, _acc1, _c0, _c1, n) => n,
  pack50: (_d, _a, n) => n,
  unpack50: (_a, _d, n) => n,
  packSigned: (_d, _a, n) => n,
  unpackSigned: (_a, _d, n) => n,
};
