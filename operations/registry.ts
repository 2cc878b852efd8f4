/** All operations, by name. Written by lists.ts: each is a file of its own. */

import { add } from "./arithmetic/add.ts";
import { addPublic } from "./arithmetic/add-public.ts";
import { dot } from "./arithmetic/dot.ts";
import { multiply } from "./arithmetic/multiply.ts";
import { multiplyPublic } from "./arithmetic/multiply-public.ts";
import { negate } from "./arithmetic/negate.ts";
import { square } from "./arithmetic/square.ts";
import { subtract } from "./arithmetic/subtract.ts";
import { and } from "./bits/and.ts";
import { bits } from "./bits/bits.ts";
import { fromBits } from "./bits/from-bits.ts";
import { not } from "./bits/not.ts";
import { or } from "./bits/or.ts";
import { shiftLeft } from "./bits/shift-left.ts";
import { shiftRight } from "./bits/shift-right.ts";
import { xor } from "./bits/xor.ts";
import { equal } from "./comparison/equal.ts";
import { greaterThan } from "./comparison/greater-than.ts";
import { greaterThanOrEqual } from "./comparison/greater-than-or-equal.ts";
import { lessThan } from "./comparison/less-than.ts";
import { lessThanOrEqual } from "./comparison/less-than-or-equal.ts";
import { notEqual } from "./comparison/not-equal.ts";
import { divide } from "./division/divide.ts";
import { dividePublic } from "./division/divide-public.ts";
import { modulo } from "./division/modulo.ts";
import { moduloPublic } from "./division/modulo-public.ts";
import { divideFixed } from "./fixed/divide-fixed.ts";
import { dividePublicFixed } from "./fixed/divide-public-fixed.ts";
import { dotFixed } from "./fixed/dot-fixed.ts";
import { exp } from "./fixed/exp.ts";
import { exp2 } from "./fixed/exp2.ts";
import { inverseSqrt } from "./fixed/inverse-sqrt.ts";
import { log } from "./fixed/log.ts";
import { log2 } from "./fixed/log2.ts";
import { matrixProductFixed } from "./fixed/matrix-product-fixed.ts";
import { multiplyFixed } from "./fixed/multiply-fixed.ts";
import { multiplyPublicFixed } from "./fixed/multiply-public-fixed.ts";
import { reciprocal } from "./fixed/reciprocal.ts";
import { scaleUp } from "./fixed/scale-up.ts";
import { sigmoid } from "./fixed/sigmoid.ts";
import { sigmoidPiecewise } from "./fixed/sigmoid-piecewise.ts";
import { softmax } from "./fixed/softmax.ts";
import { sqrt } from "./fixed/sqrt.ts";
import { tanh } from "./fixed/tanh.ts";
import { truncate } from "./fixed/truncate.ts";
import { truncateExact } from "./fixed/truncate-exact.ts";
import { averagePool2d } from "./images/average-pool2d.ts";
import { convolve2d } from "./images/convolve2d.ts";
import { convolve2dFixed } from "./images/convolve2d-fixed.ts";
import { maxPool2d } from "./images/max-pool2d.ts";
import { beside } from "./layout/beside.ts";
import { broadcastTo } from "./layout/broadcast-to.ts";
import { columns } from "./layout/columns.ts";
import { diagonal } from "./layout/diagonal.ts";
import { flip } from "./layout/flip.ts";
import { gather } from "./layout/gather.ts";
import { reshape } from "./layout/reshape.ts";
import { rows } from "./layout/rows.ts";
import { stack } from "./layout/stack.ts";
import { transpose } from "./layout/transpose.ts";
import { at } from "./lookup/at.ts";
import { groupByMax } from "./lookup/group-by-max.ts";
import { groupByMean } from "./lookup/group-by-mean.ts";
import { groupByMin } from "./lookup/group-by-min.ts";
import { groupBySum } from "./lookup/group-by-sum.ts";
import { histogram } from "./lookup/histogram.ts";
import { oneHot } from "./lookup/one-hot.ts";
import { put } from "./lookup/put.ts";
import { maskMatrix } from "./matrix/mask-matrix.ts";
import { matrixProduct } from "./matrix/matrix-product.ts";
import { publicProduct } from "./matrix/public-product.ts";
import { median } from "./order/median.ts";
import { quantile } from "./order/quantile.ts";
import { shuffle } from "./order/shuffle.ts";
import { sort } from "./order/sort.ts";
import { sortBy } from "./order/sort-by.ts";
import { topK } from "./order/top-k.ts";
import { unique } from "./order/unique.ts";
import { randomBits } from "./random/random-bits.ts";
import { randomFixed } from "./random/random-fixed.ts";
import { randomIntegers } from "./random/random-integers.ts";
import { randomPermutation } from "./random/random-permutation.ts";
import { cumulativeSum } from "./reductions/cumulative-sum.ts";
import { sum } from "./reductions/sum.ts";
import { abs } from "./selection/abs.ts";
import { argmax } from "./selection/argmax.ts";
import { argmin } from "./selection/argmin.ts";
import { clamp } from "./selection/clamp.ts";
import { max } from "./selection/max.ts";
import { maximum } from "./selection/maximum.ts";
import { min } from "./selection/min.ts";
import { minimum } from "./selection/minimum.ts";
import { relu } from "./selection/relu.ts";
import { select } from "./selection/select.ts";
import { sign } from "./selection/sign.ts";
import { correlation } from "./statistics/correlation.ts";
import { covariance } from "./statistics/covariance.ts";
import { mean } from "./statistics/mean.ts";
import { variance } from "./statistics/variance.ts";
import { constant } from "./values/constant.ts";
import { input } from "./values/input.ts";
import { output } from "./values/output.ts";
import { outputNumbers } from "./values/output-numbers.ts";
import { outputTo } from "./values/output-to.ts";

export const OPERATIONS = {
  /** |x|, element by element */
  abs,
  /** x + y, element by element, of one scale */
  add,
  /** x + c, element by element or one number for all; c is rounded to the scale of x */
  addPublic,
  /** x ∧ y of bits, element by element */
  and,
  /** where the greatest of all elements, or along an axis, is; of equal ones the first */
  argmax,
  /** where the least of all elements, or along an axis, is; of equal ones the first */
  argmin,
  /** elements or rows of x at a secret index, one or a vector of them; zeros where there is none */
  at,
  /** means of windows of `size` over images, batch × height × width × channels, at the scale of x; the stride is the size unless given */
  averagePool2d,
  /** matrices of as many rows side by side, as stack along axis 1; a vector is a column */
  beside,
  /** the `count` low bits of x·2^scale as two's complement, least first, along a new last dimension; all 59: the last is the sign */
  bits,
  /** x repeated along dimensions of 1, and along new ones in front, to a shape */
  broadcastTo,
  /** x, but at least `least` and at most `greatest`, public bounds, element by element */
  clamp,
  /** [from, to) of the second dimension: columns of a matrix */
  columns,
  /** public values as a secret that everybody knows */
  constant,
  /** images, batch × height × width × channels, by a kernel, height × width × channels × filters, raw: the scales add up; not turned round; stride 1 and no padding unless given */
  convolve2d,
  /** convolve2d in fixed point, at the larger of the two scales: each sum truncated once */
  convolve2dFixed,
  /** Pearson's correlation of vectors, or of each column of x with each of y (rows are observations); 0 where one is constant; n·Σ (x − mean)²·2^(2·scale) < 2^56 */
  correlation,
  /** Σ (x − mean)·(y − mean)/(n − ddof) of vectors, or of each column of x with each of y (rows are observations); ddof 0 unless given */
  covariance,
  /** x_0, x_0 + x_1, … along one dimension; without one over all elements in order: a vector */
  cumulativeSum,
  /** x[j, j] of a matrix, for each j that it has: a vector */
  diagonal,
  /** ⌊x/y⌋ of integers, element by element, rounded down as Python's // does; 0 where y is 0 */
  divide,
  /** x/y in fixed point, of numbers of one scale, at most 24; |x| ≤ 2^(28 − scale); 0 where y is 0 */
  divideFixed,
  /** ⌊x/d⌋ of integers by a public integer d but 0, rounded down as Python's // does */
  dividePublic,
  /** x/d for a public whole number d from 1 to 2^40, at the scale of x; |x| ≤ M */
  dividePublicFixed,
  /** Σ x·y over all elements, of one shape; raw: the scales add up */
  dot,
  /** Σ x·y in fixed point over all elements, of one shape, at the larger of the two scales */
  dotFixed,
  /** x = y as a bit, element by element, of numbers of one scale */
  equal,
  /** e^x in fixed point at the scale of x, at most 24; x is clamped to where that is from 2^-(scale + 1/2) to 2^(56 − scale) */
  exp,
  /** 2^x in fixed point at the scale of x, at most 24; x is clamped to where that is from 2^-(scale + 1/2) to 2^(56 − scale) */
  exp2,
  /** the order along one dimension turned round; axis 0 unless given */
  flip,
  /** Σ b_i·2^i along the last dimension; signed: the last bit weighs −2^i; at `scale` fractional bits */
  fromBits,
  /** what stands at public indices along a dimension, in their order, as often as they say; axis 0 unless given */
  gather,
  /** x > y as a bit, element by element, of numbers of one scale */
  greaterThan,
  /** x ≥ y as a bit, element by element, of numbers of one scale */
  greaterThanOrEqual,
  /** the greatest value, or of each column, in each of m secret groups; -M·2^-scale where there are none */
  groupByMax,
  /** the mean of the values, or of rows of them, in each of m secret groups, to the nearest; 0 where there are none; at the scale of the values, or 16 of integers, unless given */
  groupByMean,
  /** the least value, or of each column, in each of m secret groups; M·2^-scale where there are none */
  groupByMin,
  /** Σ of the values, or of rows of them, in each of m secret groups; 0 where there are none */
  groupBySum,
  /** how many elements of x are 0, 1, … bins − 1; all others count nowhere */
  histogram,
  /** the owner's private values, shared; everybody else passes null */
  input,
  /** 1/√x in fixed point at the scale of x, at most 24; 0 where x ≤ 0 */
  inverseSqrt,
  /** x < y as a bit, element by element, of numbers of one scale */
  lessThan,
  /** x ≤ y as a bit, element by element, of numbers of one scale */
  lessThanOrEqual,
  /** ln x in fixed point at the scale of x, at most 24; x ≤ 0 counts as half a unit in the last place */
  log,
  /** log2 x in fixed point at the scale of x, at most 24; x ≤ 0 counts as half a unit in the last place */
  log2,
  /** X, or a column, opened against a mask that carries so many products with matrices of `columns` columns */
  maskMatrix,
  /** X·Y, raw, with one matrix triple; a vector is a row on the left and a column on the right */
  matrixProduct,
  /** X·Y of matrices (no more dimensions) in fixed point, at the larger of the two scales; a vector is a row on the left and a column on the right */
  matrixProductFixed,
  /** the greatest of all elements, or along an axis */
  max,
  /** the greatest of windows of `size` over images, batch × height × width × channels; the stride is the size unless given */
  maxPool2d,
  /** the greater of x and y, element by element, of numbers of one scale */
  maximum,
  /** Σ x/n over all elements, or along one dimension, which is gone then; |Σ x|·2^(scale of x, or of the result if that is more) ≤ M */
  mean,
  /** the element in the middle of the order, of two the lower; of all, or along an axis */
  median,
  /** the least of all elements, or along an axis */
  min,
  /** the lesser of x and y, element by element, of numbers of one scale */
  minimum,
  /** x − y·⌊x/y⌋ of integers, element by element: with the sign of y, as Python's % gives it; x where y is 0 */
  modulo,
  /** x − d·⌊x/d⌋ of integers by a public integer d but 0: with the sign of d, as Python's % gives it */
  moduloPublic,
  /** x·y, element by element; raw: the scales add up */
  multiply,
  /** x·y in fixed point, at the larger of the two scales, rounded as truncate does */
  multiplyFixed,
  /** x·c, element by element or by one number, taken at `scale` fractional bits, 0 unless given; the scales add up */
  multiplyPublic,
  /** x·c in fixed point, element by element or by one number, taken at `scale` fractional bits (those of x unless given), at the scale of x */
  multiplyPublicFixed,
  /** −x, element by element */
  negate,
  /** 1 − b of bits, element by element */
  not,
  /** x ≠ y as a bit, element by element, of numbers of one scale */
  notEqual,
  /** a row of `size` bits for each index: 1 at that place, all 0 if there is no such place */
  oneHot,
  /** x ∨ y of bits, element by element */
  or,
  /** to everybody, as integers value·2^scale; checked before it resolves */
  output,
  /** to everybody, as real numbers; checked before it resolves */
  outputNumbers,
  /** to one party, as integers value·2^scale, null at the others; checked by all before it resolves */
  outputTo,
  /** a public matrix of `rows` rows times X, taken at `scale` fractional bits, 0 unless given; the scales add up */
  publicProduct,
  /** x with `value` as the element or row at one secret index; x where there is no such place */
  put,
  /** the ⌈q·n⌉-th element in ascending order, 0 ≤ q ≤ 1; of all, or along an axis */
  quantile,
  /** uniform bits that no party knows */
  randomBits,
  /** multiples of 2^-scale from 0 to less than 1, uniform, that no party knows; scale from 1 to 57 */
  randomFixed,
  /** integers from 0 to below − 1 that no party knows: below 2^k, k ≤ 57, exactly uniform; below another number, at most 2^32, less than 2^-80 from uniform */
  randomIntegers,
  /** 0 … n − 1 in a uniform order that no party knows: a vector */
  randomPermutation,
  /** 1/x in fixed point at the scale of x, at most 24; 0 where x is 0 */
  reciprocal,
  /** x where x > 0, and 0 elsewhere, element by element */
  relu,
  /** the same elements, in order, in another shape */
  reshape,
  /** [from, to) of the first dimension: rows of a matrix, elements of a vector */
  rows,
  /** the same numbers with f more fractional bits; |x|·2^(scale + f) ≤ M */
  scaleUp,
  /** x where the bit b is 1, y where it is 0, element by element, of numbers of one scale */
  select,
  /** x·2^f at the same scale; |x·2^f| must stay in range */
  shiftLeft,
  /** ⌊x/2^f⌋ of x·2^scale as an integer, exactly, at the same scale; |x| ≤ M */
  shiftRight,
  /** the rows of x in a uniform order that no party knows; elements, if x is a vector */
  shuffle,
  /** 1/(1 + e^-x) in fixed point at the scale of x, at most 24 */
  sigmoid,
  /** 1/2 + 3x/16, at least 0 and at most 1: within 0.065 of 1/(1 + e^-x), in fixed point at the scale of x, at most 24 */
  sigmoidPiecewise,
  /** −1, 0 or 1 as an integer, element by element */
  sign,
  /** e^x over the sum of all of them, or along an axis, in fixed point at the scale of x, at most 24 */
  softmax,
  /** x in ascending order, or descending; each column of a matrix on its own */
  sort,
  /** the rows of a payload in the order of its keys, a column or several, the first one highest; stable */
  sortBy,
  /** √x in fixed point at the scale of x, at most 24; 0 where x < 0 */
  sqrt,
  /** x², element by element; raw: the scale doubles */
  square,
  /** one after the other along a dimension, all others equal; axis 0 unless given, where a single value is a row */
  stack,
  /** x − y, element by element, of one scale */
  subtract,
  /** Σ x over all elements: a single value; or along one dimension, which is gone then */
  sum,
  /** tanh x in fixed point at the scale of x, at most 24 */
  tanh,
  /** the greatest k of all elements, or along an axis, the greatest first */
  topK,
  /** a matrix with rows and columns exchanged; a vector stays what it is */
  transpose,
  /** ⌊x/2^f⌋, or with probability (x mod 2^f)/2^f one more; or always down, or to the nearest (|x| ≤ M − 2^(f−1)); the scale falls by f; |x| ≤ M */
  truncate,
  /** ⌊x/2^f⌋ exactly; the scale falls by f; |x| ≤ M */
  truncateExact,
  /** rows (value, 1 or 0) in ascending order: 1 where a value comes first, 0 where it comes again */
  unique,
  /** Σ (x − mean)²/(n − ddof) over all elements, or along one dimension, which is gone then; ddof 0 unless given */
  variance,
  /** x ⊕ y of bits, element by element */
  xor,
};
