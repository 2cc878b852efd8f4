/** The kernels of prime60. Pointers are byte offsets into the exported memory; lengths count elements. */
export { add, addScalar, negate, subtract, sum } from "./linear";
export { multiply, multiplyAdd, multiplyScalar, multiplyScalarAdd } from "./multiply";
export { recombine } from "./recombine";
export { combine, matrixVector } from "./accumulate";
export { matrixProduct, splitLeft, splitRight } from "./matrix";
export { maskCandidates, someNotCanonical, someZero } from "./residues";
export { lookUp, smallerOfPair, someDiffer } from "./roots";
