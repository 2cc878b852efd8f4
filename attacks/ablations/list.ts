/** All ablations. Written by lists.ts: each is a file of its own. */

import { noFlooding } from "./no-flooding.ts";
import { noMacCheck } from "./no-mac-check.ts";
import { noProofs } from "./no-proofs.ts";
import { noSacrifice } from "./no-sacrifice.ts";

export const LIST = {
  noFlooding,
  noMacCheck,
  noProofs,
  noSacrifice,
};
