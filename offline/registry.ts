/** All backends. Written by lists.ts: each is a folder of its own. */

import { dealer } from "./dealer/backend.ts";
import { lowgear } from "./lowgear/backend.ts";
import { semiHonestHe } from "./semi-honest-he/backend.ts";

export const LISTED = {
  dealer,
  lowgear,
  semiHonestHe,
};
