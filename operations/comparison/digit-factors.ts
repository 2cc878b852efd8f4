/**
 * Of a public c and a shared r whose base-4 digits are shared: factors of which at most one is 0, and which one is 0 says
 * whether c < r but for a secret sign. Each party makes them by itself.
 *
 *   source     Damgård, Geisler, Krøigaard, IJACT 1(1), 2008; base-4 digits and the equality factor, this project
 *   formula    any f(d) of a digit d = 2·h + l is f(0) + (f(1) − f(0))·l + (f(2) − f(0))·h + (f(3) − f(2) − f(1) + f(0))·h·l;
 *              z_j = sign(c_j − r_j) + σ + 3·Σ_{i>j} [c_i ≠ r_i] for each digit j, σ = 1 − 2s; and 1 + σ + 3·Σ_i [c_i ≠ r_i]
 *   result     z_j is 0 only if all digits above j are equal, and c_j is on the side of r_j that s says; the last factor only
 *              if c = r and s = 1. So one is 0 exactly if [c < r] ≠ s; as integers they are from −2 to 3·digits + 2
 *   rounds     0
 *   security   local and linear in r's shares; the digits of c are public factors, never a branch
 */
import type { Vector } from "../../algebra/field.ts";
import type { DigitMasks } from "../../items/kinds/digit-mask.ts";
import { addUnchecked, digitsOf, entryOf, multiplyUnchecked } from "../../online/local-maps.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import {
  addPublic,
  addShares,
  concatShares,
  type LocalContext,
  multiplyPublicScalar,
  type Share,
  sliceShare,
} from "../../protocols/share.ts";

/** Digits of many numbers, one digit of all after the other: public ones, and shared ones with their parts. */
export interface Digits {
  readonly c: Unchecked;
  readonly low: Share;
  readonly high: Share;
  readonly both: Share;
  readonly count: number;
}

export function digitsOfBoth(c: Unchecked, { bits, products }: DigitMasks): Digits {
  const count = products.length;
  const every = (odd: number) =>
    concatShares(Array.from({ length: count }, (_, j) => bits[2 * j + odd]!));
  return {
    c: digitsOf(c, count),
    low: every(0),
    high: every(1),
    both: concatShares(products),
    count,
  };
}

/** ⟦f(c, r)⟧ of each pair of digits, in their order. */
function ofDigits(
  h: LocalContext,
  { c, low, high, both }: Digits,
  f: (c: number, r: number) => number,
): Share {
  const part = (of: (c: number) => number): Vector =>
    h.field.fromIntegers([0, 1, 2, 3].map((digit) => of(digit)));
  const times = (x: Share, of: (c: number) => number) =>
    multiplyUnchecked(h, x, entryOf(c, part(of)));
  const ofLow = times(low, (d) => f(d, 1) - f(d, 0));
  const ofHigh = times(high, (d) => f(d, 2) - f(d, 0));
  const ofBoth = times(both, (d) => f(d, 3) - f(d, 2) - f(d, 1) + f(d, 0));
  const sum = addShares(h, addShares(h, ofLow, ofHigh), ofBoth);
  return addUnchecked(
    h,
    sum,
    entryOf(
      c,
      part((d) => f(d, 0)),
    ),
  );
}

/** What is shared of each digit, lowest first. */
const byDigit = (x: Share, { count }: Digits): Share[] => {
  const t = x.value.length / count;
  return Array.from({ length: count }, (_, j) => sliceShare(x, j * t, (j + 1) * t));
};

/** ⟦[c_j = r_j]⟧ for each digit j. */
export const equalDigits = (h: LocalContext, digits: Digits): Share[] =>
  byDigit(
    ofDigits(h, digits, (c, r) => (c === r ? 1 : 0)),
    digits,
  );

/** The factors, one more than digits. */
export function digitFactors(h: LocalContext, digits: Digits, s: Share): Share[] {
  const { field } = h;
  const t = s.value.length;
  const one = new BigUint64Array(t).fill(1n);
  const side = addPublic(h, multiplyPublicScalar(h, s, field.fromIntegers([-2])), one);
  const signs = byDigit(
    ofDigits(h, digits, (c, r) => Math.sign(c - r)),
    digits,
  );
  const apart = byDigit(
    ofDigits(h, digits, (c, r) => (c === r ? 0 : 3)),
    digits,
  );
  // From the highest digit down: what is added to all below it.
  let added = side;
  const factors = signs.toReversed().map((sign, j) => {
    const factor = addShares(h, sign, added);
    added = addShares(h, added, apart[signs.length - 1 - j]!);
    return factor;
  });
  return [...factors, addPublic(h, added, one)];
}
