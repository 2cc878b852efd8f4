/** All attacks. Written by lists.ts: each is a file of its own. */

import { oversizedNoise } from "./offline/oversized-noise.ts";
import { twoKeys } from "./offline/two-keys.ts";
import { unevenKey } from "./offline/uneven-key.ts";
import { wrongMac } from "./offline/wrong-mac.ts";
import { wrongProduct } from "./offline/wrong-product.ts";
import { otherResidue } from "./online/other-residue.ts";
import { shiftOpening } from "./online/shift-opening.ts";
import { shiftProduct } from "./online/shift-product.ts";
import { shortRound } from "./online/short-round.ts";
import { silentInCheck } from "./online/silent-in-check.ts";
import { twoInputs } from "./online/two-inputs.ts";
import { twoSums } from "./online/two-sums.ts";
import { wrongSum } from "./online/wrong-sum.ts";

export const ATTACKS = [
  otherResidue,
  oversizedNoise,
  shiftOpening,
  shiftProduct,
  shortRound,
  silentInCheck,
  twoInputs,
  twoKeys,
  twoSums,
  unevenKey,
  wrongMac,
  wrongProduct,
  wrongSum,
];
