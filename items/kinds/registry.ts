/** All kinds of items. Written by lists.ts: each is a file of its own. */

import { bit } from "./bit.ts";
import { comparisonMask } from "./comparison-mask.ts";
import { digitMask } from "./digit-mask.ts";
import { inputMask } from "./input-mask.ts";
import { matrixTriple } from "./matrix-triple.ts";
import { random } from "./random.ts";
import { square } from "./square.ts";
import { triple } from "./triple.ts";
import { truncationMask } from "./truncation-mask.ts";

export const LISTED = {
  bit,
  comparisonMask,
  digitMask,
  inputMask,
  matrixTriple,
  random,
  square,
  triple,
  truncationMask,
};
