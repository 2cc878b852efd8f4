/**
 * x mod d and ⌊x/d⌋ of signed integers |x| ≤ M by a public d > 0, exactly.
 *
 *   source     this project
 *   formula    d < 2^32: bits b_i of x give S = Σ_i b_i·(2^i mod d) ≡ x, at most 58·(d − 1) + d − 1; a guess of ⌊S/d⌋ is
 *              S·⌊2^51/d⌋/2^51, which is less than 1 too small. Else a guess of ⌊x/d⌋ is (x/2^30)·m/2^k, m near 2^(30+k)/d,
 *              k two less than the bits of d: off by less than 3/8, which is taken off. Truncation adds from −1 to 1: the
 *              rest v is in [−d, 2d), and x mod d = v + d·[v < 0] − d·[v ≥ d]. ⌊x/d⌋ = (x − x mod d)·d^-1 in the field
 *   rounds     d < 2^32: 17; else 10. Where truncation is exact 24, and 23 at most
 *   traffic    d < 2^32: t·958 elements to each; else t·456. Where truncation is exact t·1336;
 *              d = 2^33: t·900
 *   items      t·2 comparison masks, t·226 triples; d < 2^32: t comparison masks, t·251 triples, t truncation masks more;
 *              else t·2 truncation masks. Where truncation is exact t·666 triples in all; d = 2^33: t·448
 *   security   as of decomposition, truncation and comparisons
 */
import type { Field } from "../../algebra/field.ts";
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Comparing, Cost } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import type { SecretType } from "../../online/secret-type.ts";
import {
  addShares,
  concatShares,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { multiple, plus, weighted } from "../arithmetic/linear.ts";
import { decomposeCost, SIGNED_BITS, signedBits } from "../bits/decompose.ts";
import { notShares } from "../bits/not.ts";
import { isNegative, isNegativeCost } from "../comparison/is-negative.ts";
import { inTurn } from "../cost.ts";
import { assertPrime, truncateShares, truncationCost } from "../fixed/truncation.ts";

/** Below it, one product with 29 bits of 1/d does not do. */
const SMALL = 1n << 32n;
const SHIFT = 51;
const LOW = 30;

/** RangeError, TypeError naming `what` unless x are integers, and d is an integer but 0, |d| ≤ M. */
export function divisorOf(c: Checking, what: string, x: SecretType, d: number | bigint): bigint {
  assertPrime(c.field, what);
  if (x.scale !== 0) throw new RangeError(`${what}: scale ${x.scale}, must be integers`);
  if (typeof d !== "bigint" && typeof d !== "number")
    throw new TypeError(`${what}: the divisor is a number`);
  if (typeof d === "number" && !Number.isSafeInteger(d))
    throw new RangeError(`${what}: by ${d}, must be an integer; give one beyond 2^53 as a bigint`);
  const divisor = BigInt(d);
  if (divisor === 0n) throw new RangeError(`${what}: by 0`);
  if (divisor > MAX_INTEGER || divisor < -MAX_INTEGER)
    throw new RangeError(`${what}: by ${d}, must be within ±${MAX_INTEGER}`);
  return divisor;
}

/** A divisor as parameters of a call. */
export const wordsOf = (d: bigint): readonly number[] => {
  const size = d < 0n ? -d : d;
  return [d < 0n ? 1 : 0, Number(size & 0xffffffffn), Number(size >> 32n)];
};

/** ⟦x mod d⟧ in [0, d). */
export async function remainderShares(
  k: Kernel,
  x: Share,
  d: bigint,
  exact: boolean,
): Promise<Share> {
  return corrected(k, await (d < SMALL ? restOfBits : restOf)(k, x, d, exact), d);
}

/** ⟦x mod d⟧ in [0, d), of 0 ≤ x < 127·d and d ≤ 2^32. */
export const remainderOfSum = async (
  k: Kernel,
  x: Share,
  d: bigint,
  exact: boolean,
): Promise<Share> => corrected(k, await restOfSum(k, x, d, exact), d);

/** Of t elements. */
export const remainderOfSumCost = (c: Comparing, t: number, exact: boolean): Cost =>
  inTurn(truncationCost(SHIFT, t, exact), isNegativeCost(c, 2 * t));

/** ⟦v⟧ of v in [−d, 2d), as a number in [0, d). */
async function corrected(k: Kernel, rest: Share, d: bigint): Promise<Share> {
  const h = k.residues;
  const t = rest.value.length;
  const signs = await isNegative(k, concatShares([rest, plus(h, rest, -d)]));
  const [below, within] = [sliceShare(signs, 0, t), sliceShare(signs, t, 2 * t)];
  const moves = subtractShares(h, below, notShares(h, within));
  return addShares(h, rest, multiple(h, moves, d));
}

/** Of t elements. */
export const remainderCost = (c: Comparing, d: bigint, t: number, exact: boolean): Cost =>
  inTurn(
    ...(d < SMALL
      ? [decomposeCost(0, SIGNED_BITS, t), truncationCost(SHIFT, t, exact)]
      : [truncationCost(LOW, t, exact), truncationCost(shiftOf(d), t, exact)]),
    isNegativeCost(c, 2 * t),
  );

/** ⟦⌊x/d⌋⟧ of ⟦x mod d⟧. */
export function quotientOf(k: Kernel, x: Share, remainder: Share, d: bigint): Share {
  const h = k.residues;
  return multiplyPublicScalar(h, subtractShares(h, x, remainder), inverse(h.field, d));
}

const inverse = (field: Field, d: bigint) => field.inverse(field.fromIntegers([d]));

/** Of a sum of residues of bits, which is as much as x mod d. */
async function restOfBits(k: Kernel, x: Share, d: bigint, exact: boolean): Promise<Share> {
  const h = k.residues;
  const bits = await signedBits(k, x);
  // Two's complement: the last bit weighs −2^58.
  const weights = bits.map((_, i) => {
    const residue = (1n << BigInt(i)) % d;
    return i === bits.length - 1 ? (d - residue) % d : residue;
  });
  return restOfSum(k, weighted(h, bits, weights), d, exact);
}

/** S less a guess of ⌊S/d⌋ times d. */
async function restOfSum(k: Kernel, sum: Share, d: bigint, exact: boolean): Promise<Share> {
  const h = k.residues;
  const raw = multiple(h, sum, (1n << BigInt(SHIFT)) / d);
  const guess = await truncateShares(k, raw, SHIFT, exact);
  return subtractShares(h, sum, multiple(h, guess, d));
}

const shiftOf = (d: bigint): number => d.toString(2).length - 2;

/** x less a guess of ⌊x/d⌋ times d. */
async function restOf(k: Kernel, x: Share, d: bigint, exact: boolean): Promise<Share> {
  const h = k.residues;
  const shift = shiftOf(d);
  const high = await truncateShares(k, x, LOW, exact);
  const scaled = multiple(h, high, (1n << BigInt(LOW + shift)) / d);
  const under = plus(h, scaled, -(3n << BigInt(shift - 3)));
  const guess = await truncateShares(k, under, shift, exact);
  return subtractShares(h, x, multiple(h, guess, d));
}

/** x with the sign of d, so that a positive divisor gives the same quotient. */
export const towards = (k: Kernel, x: Share, d: bigint): Share =>
  d < 0n ? negateShare(k.residues, x) : x;
