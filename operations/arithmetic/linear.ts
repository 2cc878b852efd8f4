/** Linear maps with public integers. */
import {
  addPublic,
  addShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
  sharePublic,
} from "../../protocols/share.ts";

/** ⟦x_j + c⟧ */
export const plus = (h: LocalContext, x: Share, c: bigint): Share =>
  addPublic(h, x, new BigUint64Array(x.value.length).fill(h.field.fromIntegers([c])[0]!));

/** ⟦c·x_j⟧ */
export const multiple = (h: LocalContext, x: Share, c: bigint): Share =>
  multiplyPublicScalar(h, x, h.field.fromIntegers([c]));

/** ⟦Σ_i w_i·x_i⟧ of at least one vector; a weight for each. */
export function weighted(h: LocalContext, x: readonly Share[], weights: readonly bigint[]): Share {
  const length = x[0]!.value.length;
  let sum = sharePublic(h, new BigUint64Array(length));
  for (const [i, weight] of weights.entries())
    if (weight !== 0n) sum = addShares(h, sum, multiple(h, x[i]!, weight));
  return sum;
}
