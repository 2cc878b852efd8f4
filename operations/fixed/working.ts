import type { Field } from "../../algebra/field.ts";
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import type { SecretType } from "../../online/secret-type.ts";
import {
  addPublic,
  addShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
  sharePublic,
} from "../../protocols/share.ts";
import { assertPrime, truncateShares, truncationCost } from "./truncation.ts";

/** Fractional bits within functions: a product of two numbers up to 2 stays below M. */
export const WORKING = 28;
/** So that what follows from the scale fits within functions too. */
const MOST_SCALE = 24;

/** RangeError naming `what` unless x has from 1 to 24 fractional bits, in the field of 60 bits. */
export function assertWorking(field: Field, what: string, { scale }: SecretType): void {
  assertPrime(field, what);
  if (scale < 1 || scale > MOST_SCALE)
    throw new RangeError(`${what}: scale ${scale}, must be from 1 to ${MOST_SCALE}`);
}

/** ⟦Σ_i w_i·x_i⟧ of at least one vector; a weight for each. */
export function weighted(h: LocalContext, x: readonly Share[], weights: readonly bigint[]): Share {
  const length = x[0]!.value.length;
  let sum = sharePublic(h, new BigUint64Array(length));
  for (const [i, weight] of weights.entries())
    if (weight !== 0n)
      sum = addShares(h, sum, multiplyPublicScalar(h, x[i]!, h.field.fromIntegers([weight])));
  return sum;
}

/** ⟦x_j + c⟧ */
export const plus = (h: LocalContext, x: Share, c: bigint): Share =>
  addPublic(h, x, new BigUint64Array(x.value.length).fill(h.field.fromIntegers([c])[0]!));

/**
 * x/2^f rounded as the run rounds: at random between two neighbours; or, where `exact`, to the nearest, halves up.
 * |x| + 2^(f−1) ≤ M.
 */
export const rounded = (k: Kernel, x: Share, f: number, exact: boolean): Promise<Share> =>
  truncateShares(k, exact ? plus(k.residues, x, 1n << BigInt(f - 1)) : x, f, exact);

export const roundedCost = (f: number, t: number, exact: boolean): Cost =>
  truncationCost(f, t, exact);
