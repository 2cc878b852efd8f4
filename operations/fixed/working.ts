import type { Field } from "../../algebra/field.ts";
import type { Kernel } from "../../online/kernel.ts";
import type { SecretType } from "../../online/secret-type.ts";
import type { Share } from "../../protocols/share.ts";
import { plus } from "../arithmetic/linear.ts";
import { assertPrime, truncateShares } from "./truncation.ts";

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

/**
 * x/2^f rounded as the run rounds: at random between two neighbours; or, where `exact`, to the nearest, halves up.
 * |x| + 2^(f−1) ≤ M. It costs what a truncation does.
 */
export const rounded = (k: Kernel, x: Share, f: number, exact: boolean): Promise<Share> =>
  truncateShares(k, exact ? plus(k.residues, x, 1n << BigInt(f - 1)) : x, f, exact);
