import {
  addUnchecked,
  complement,
  difference,
  multiplyUnchecked,
} from "../../online/local-maps.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import type { LocalContext, Share } from "../../protocols/share.ts";

/** ⟦b_j ⊕ u_j⟧ for an opened bit u. */
export function flippedBy(h: LocalContext, b: Share, u: Unchecked): Share {
  const { field } = h;
  const sign = difference(complement(u, field), u, field);
  return addUnchecked(h, multiplyUnchecked(h, b, sign), u);
}
