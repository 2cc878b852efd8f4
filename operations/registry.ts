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
  add,
  addPublic,
  and,
  beside,
  constant,
  dot,
  equal,
  greaterThan,
  greaterThanOrEqual,
  input,
  lessThan,
  lessThanOrEqual,
  maskMatrix,
  matrixProduct,
  multiply,
  multiplyFixed,
  multiplyPublic,
  negate,
  not,
  notEqual,
  or,
  output,
  outputNumbers,
  outputTo,
  publicProduct,
  reshape,
  rows,
  select,
  square,
  stack,
  subtract,
  sum,
  transpose,
  truncate,
  truncateExact,
  xor,
};
