/**
 * ⌊x/y⌋ of signed integers |x|, |y| ≤ M by a secret y, exactly, digit by digit.
 *
 *   source     this project; long division of a normalised divisor (Knuth, TAOCP 2, 4.3.1 D) with 1/b, where |y| = b·2^e
 *              (fixed/normalise.ts)
 *   formula    s = sign of y, 0 where y is 0. With F = 2^(35−e) for e ≤ 35 the divisor |y|·F is from 2^34 to 2^35, and
 *              digits x_i of x in base 2^20 times s·F are those of its dividend. A digit of the quotient is Q = N/b·2^-35,
 *              N = 2^20·(rest of the digit before) + s·F·x_i. For e > 35 the quotient is less than 2^23: one digit, of
 *              N = (x >> 23)·s·2^(58−e). Then R = s·x − q·|y|, in the field: with 1/2 less in the last digit it is in
 *              [−|y|, 2|y|), and ⌊x/y⌋ = q − [R < 0] + [R ≥ |y|]
 *   bounds     a digit is off by less than 1.08: 1 for the last truncation, 2^-25.5·2^21.1 for 1/b, 2^-5 for that of N;
 *              that of e > 35 by less than 1.22. 1.5 is allowed. |N| ≤ 2^57
 *   result     y = 0: |y| counts as 1 and s·x is 0: the quotient is 0
 *   rounds     34 + 4k for k digits: 46; where truncation is exact 64 + 17k
 *   traffic    2 elements for each triple, 1 for each square and each mask
 *   items      for u divisors u comparison masks, u·444 triples, u·2 squares, u·7 truncation masks; for t quotients
 *              t·2 comparison masks, t·(228 + 3k) triples, t·2k truncation masks; for each dividend k truncation masks.
 *              Where truncation is exact u·1137 triples, t·(228 + 227k) triples, and of k = 1, 2, 3 for each dividend
 *              79, 146, 291 triples
 *   security   as of decomposition, products, truncation and comparisons
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Comparing, Cost } from "../../online/operation.ts";
import {
  addShares,
  concatShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares, productsOf } from "../arithmetic/multiply.ts";
import { notShares } from "../bits/not.ts";
import { isNegative, isNegativeCost } from "../comparison/is-negative.ts";
import { atOnce, inTurn } from "../cost.ts";
import { normaliseSigned, normaliseSignedCost, table } from "../fixed/normalise.ts";
import { polynomial, polynomialCost } from "../fixed/polynomial.ts";
import { RECIPROCAL } from "../fixed/reciprocal.ts";
import { truncateShares, truncationCost } from "../fixed/truncation.ts";
import { rounded, WORKING } from "../fixed/working.ts";

/** Bits of a digit. */
const DIGIT = 20;
/** Bits of a normalised divisor. */
const DIVISOR = 35;
/** What is cut off N, and off x where a divisor has more bits than 35. */
const CUT = 29;
const REST = 58 - DIVISOR;
const LAST = WORKING + DIVISOR - CUT;

/** How many digits a quotient has that is less than 2^bits. */
export const digitsOf = (bits: number): number => Math.min(3, Math.max(1, Math.ceil(bits / DIGIT)));

/** s, s·F and s·2^(58−e). */
const TABLES = [
  table(() => 1n),
  table((e) => (e > DIVISOR ? 0n : 1n << BigInt(DIVISOR - e))),
  table((e) => (e > DIVISOR ? 1n << BigInt(58 - e) : 0n)),
];

/** Elements of dividends, of divisors, and of both together; how those are repeated. */
export interface Sizes {
  readonly dividends: number;
  readonly divisors: number;
  readonly quotients: number;
}
export interface Operands {
  readonly x: Share;
  readonly y: Share;
  /** As many elements as there are quotients. */
  dividend(x: Share): Share;
  divisor(y: Share): Share;
}

/** ⟦⌊x/y⌋⟧, |x/y| < 2^(20·digits). */
export async function divideBySecret(
  k: Kernel,
  { x, y, dividend, divisor }: Operands,
  digits: number,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const [{ t, places, signed }, [top, ...parts]] = await Promise.all([
    normaliseSigned(k, y, TABLES, exact),
    digitsOfShares(k, x, digits, exact),
  ]);
  const [sign, small, large] = signed as [Share, Share, Share];
  const by = (part: Share, factor: Share) => [dividend(part), divisor(factor)] as const;
  const [inverse, [sizes, own], scaled] = await Promise.all([
    inverseOf(k, t, exact),
    productsOf(k, [
      [y, sign],
      [y, small],
    ]),
    productsOf(k, [by(x, sign), by(top!, large), ...parts.map((part) => by(part, small))]),
  ]);
  const [turned, whole, ...dividends] = scaled as [Share, Share, ...Share[]];
  const [b, normal] = [divisor(inverse), divisor(own!)];
  let rest: Share | null = null;
  let quotient: Share | null = null;
  for (let i = digits - 1; i >= 0; i--) {
    let n = joined(h, rest, dividends[i]!);
    if (i === 0) n = addShares(h, n, whole);
    const digit = await digitOf(k, n, b, i === 0, exact);
    quotient = joined(h, quotient, digit);
    if (i > 0) rest = subtractShares(h, n, await multiplyShares(k, digit, normal));
  }
  const none = notShares(
    h,
    places.reduce((sum, place) => addShares(h, sum, place)),
  );
  const size = divisor(addShares(h, sizes!, none));
  return corrected(k, turned, size, quotient!);
}

export const divideBySecretCost = (
  c: Comparing,
  { dividends, divisors, quotients }: Sizes,
  digits: number,
  exact: boolean,
): Cost =>
  inTurn(
    atOnce(
      normaliseSignedCost(TABLES.length, divisors, exact),
      truncationCost(REST, dividends, exact),
      ...Array.from({ length: digits - 1 }, (_, i) =>
        truncationCost(DIGIT * (i + 1), dividends, exact),
      ),
    ),
    atOnce(
      inTurn(polynomialCost(RECIPROCAL, divisors, exact), truncationCost(WORKING, divisors, exact)),
      multiplyCost(2 * divisors),
      multiplyCost((2 + digits) * quotients),
    ),
    ...Array.from({ length: digits }, () =>
      inTurn(
        truncationCost(CUT, quotients, exact),
        multiplyCost(quotients),
        truncationCost(LAST, quotients, exact),
        multiplyCost(quotients),
      ),
    ),
    isNegativeCost(c, 2 * quotients),
  );

/** x >> 23, and digits of x, the lowest first: their sum is x however they are rounded. Not to the nearest: x + half may exceed M. */
async function digitsOfShares(
  k: Kernel,
  x: Share,
  digits: number,
  exact: boolean,
): Promise<Share[]> {
  const h = k.residues;
  const [top, ...cut] = await Promise.all([
    truncateShares(k, x, REST, exact),
    ...Array.from({ length: digits - 1 }, (_, i) => truncateShares(k, x, DIGIT * (i + 1), exact)),
  ]);
  const from = [x, ...cut];
  const parts = from.map((part, i) => {
    const above = from[i + 1];
    return above === undefined ? part : subtractShares(h, part, raised(h, above));
  });
  return [top!, ...parts];
}

const inverseOf = async (k: Kernel, t: Share, exact: boolean): Promise<Share> =>
  rounded(k, await polynomial(k, t, RECIPROCAL, exact), WORKING, exact);

const raised = (h: LocalContext, x: Share): Share =>
  multiplyPublicScalar(h, x, BigUint64Array.of(1n << BigInt(DIGIT)));

/** The digits before, and the next. */
const joined = (h: LocalContext, before: Share | null, next: Share): Share =>
  before === null ? next : addShares(h, raised(h, before), next);

/** ⟦N/b·2^-35⟧; of the last digit 1/2 less. */
async function digitOf(
  k: Kernel,
  n: Share,
  inverse: Share,
  last: boolean,
  exact: boolean,
): Promise<Share> {
  const raw = await multiplyShares(k, await rounded(k, n, CUT, exact), inverse);
  const half = last ? -(1n << BigInt(LAST - 1)) : 0n;
  return rounded(k, plus(k.residues, raw, half), LAST, exact);
}

/** ⟦⌊x/y⌋⟧ of y > 0 and a quotient that is one off at most. */
async function corrected(k: Kernel, x: Share, y: Share, quotient: Share): Promise<Share> {
  const h = k.residues;
  const t = x.value.length;
  const rest = subtractShares(h, x, await multiplyShares(k, quotient, y));
  const signs = await isNegative(k, concatShares([rest, subtractShares(h, rest, y)]));
  const [below, within] = [sliceShare(signs, 0, t), sliceShare(signs, t, 2 * t)];
  return weighted(h, [quotient, below, notShares(h, within)], [1n, -1n, 1n]);
}
