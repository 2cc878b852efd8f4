/**
 * The kernels of R_q and of plaintext slots. Pointers are byte offsets into the imported memory, 16-byte aligned
 * only for speed; n and N count coefficients. Compiled twice: with relaxed SIMD and without (product.ts).
 */
export { intt, ntt } from "./transform";
export { canonU64, centre, doubleCanon, encPoint, mulAddPair, mulPoint, negCanon, subCanonU64 } from "./pointwise";
export { centreT, i8ToF, liftBig, liftT } from "./lifting";
export { inttT, nttT } from "./plain";
export { errors, keepTernary, mask50, mask60, ternary, uniformBig, uniformSmall } from "./sampling";
export { crtToT, switchFlood, switchRound } from "./switching";
export { addMonomial, addMultiple, addRot64, addRot8, respondBig, respondSmall, someOutside } from "./proof";
export { pack50, packSigned, unpack50, unpackSigned } from "./packing";
