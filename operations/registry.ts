/** All operations, by name. Written by lists.ts: each is a file of its own. */

import { add } from "./arithmetic/add.ts";
import { addPublic } from "./arithmetic/add-public.ts";
import { dot } from "./arithmetic/dot.ts";
import { multiply } from "./arithmetic/multiply.ts";
import { multiplyPublic } from "./arithmetic/multiply-public.ts";
import { negate } from "./arithmetic/negate.ts";
import { square } from "./arithmetic/square.ts";
import { subtract } from "./arithmetic/subtract.ts";
import { sum } from "./arithmetic/sum.ts";
import { and } from "./bits/and.ts";
import { not } from "./bits/not.ts";
import { or } from "./bits/or.ts";
import { xor } from "./bits/xor.ts";
import { equal } from "./comparison/equal.ts";
import { greaterThan } from "./comparison/greater-than.ts";
import { greaterThanOrEqual } from "./comparison/greater-than-or-equal.ts";
import { lessThan } from "./comparison/less-than.ts";
import { lessThanOrEqual } from "./comparison/less-than-or-equal.ts";
import { notEqual } from "./comparison/not-equal.ts";
import { multiplyFixed } from "./fixed/multiply-fixed.ts";
import { truncate } from "./fixed/truncate.ts";
import { truncateExact } from "./fixed/truncate-exact.ts";
import { beside } from "./layout/beside.ts";
import { reshape } from "./layout/reshape.ts";
import { rows } from "./layout/rows.ts";
import { stack } from "./layout/stack.ts";
import { transpose } from "./layout/transpose.ts";
import { maskMatrix } from "./matrix/mask-matrix.ts";
import { matrixProduct } from "./matrix/matrix-product.ts";
import { publicProduct } from "./matrix/public-product.ts";
import { select } from "./selection/select.ts";
import { constant } from "./values/constant.ts";
import { input } from "./values/input.ts";
import { output } from "./values/output.ts";
import { outputNumbers } from "./values/output-numbers.ts";
import { outputTo } from "./values/output-to.ts";

export const OPERATIONS = {
  /** x + y, element by element, of one scale */
  add,
  /** x + c, element by element or one number for all; c is rounded to the scale of x */
  addPublic,
  /** x ∧ y of bits, element by element */
  and,
  /** matrices of as many rows side by side; a vector is a column */
  beside,
  /** public values as a secret that everybody knows */
  constant,
  /** Σ x·y over all elements, of one shape; raw: the scales add up */
  dot,
  /** x = y as a bit, element by element, of numbers of one scale */
  equal,
  /** x > y as a bit, element by element, of numbers of one scale */
  greaterThan,
  /** x ≥ y as a bit, element by element, of numbers of one scale */
  greaterThanOrEqual,
  /** the owner's private values, shared; everybody else passes null */
  input,
  /** x < y as a bit, element by element, of numbers of one scale */
  lessThan,
  /** x ≤ y as a bit, element by element, of numbers of one scale */
  lessThanOrEqual,
  /** X, or a column, opened against a mask that carries so many products with matrices of `columns` columns */
  maskMatrix,
  /** X·Y, raw, with one matrix triple; a vector is a row on the left and a column on the right */
  matrixProduct,
  /** x·y, element by element; raw: the scales add up */
  multiply,
  /** x·y in fixed point, at the larger of the two scales, rounded as truncate does */
  multiplyFixed,
  /** x·c, element by element or by one number, taken at `scale` fractional bits; the scales add up */
  multiplyPublic,
  /** −x, element by element */
  negate,
  /** 1 − b of bits, element by element */
  not,
  /** x ≠ y as a bit, element by element, of numbers of one scale */
  notEqual,
  /** x ∨ y of bits, element by element */
  or,
  /** to everybody, as integers value·2^scale; checked before it resolves */
  output,
  /** to everybody, as real numbers; checked before it resolves */
  outputNumbers,
  /** to one party, as integers value·2^scale, null at the others; checked by all before it resolves */
  outputTo,
  /** a public matrix of `rows` rows times X, taken at `scale` fractional bits; the scales add up */
  publicProduct,
  /** the same elements, in order, in another shape */
  reshape,
  /** [from, to) of the first dimension: rows of a matrix, elements of a vector */
  rows,
  /** x where the bit b is 1, y where it is 0, element by element, of numbers of one scale */
  select,
  /** x², element by element; raw: the scale doubles */
  square,
  /** one below the other, along the first dimension, all others equal; a single value is a row */
  stack,
  /** x − y, element by element, of one scale */
  subtract,
  /** Σ x over all elements: a single value */
  sum,
  /** a matrix with rows and columns exchanged; a vector stays what it is */
  transpose,
  /** ⌊x/2^f⌋, or with probability (x mod 2^f)/2^f one more; the scale falls by f; |x| ≤ M */
  truncate,
  /** ⌊x/2^f⌋ exactly; the scale falls by f; |x| ≤ M */
  truncateExact,
  /** x ⊕ y of bits, element by element */
  xor,
};
