/**
 * x/d for a public whole number d, |x| ≤ M, in one or two truncations.
 *
 *   source     this project
 *   formula    d = 2^f: x >> f. Else c = ⌊2^f/d⌉: (c·x) >> f, where |c·x| ≤ M and |x|·|c/2^f − 1/d| ≤ 1. Else, with
 *              2^g = q·d + r, |r| ≤ d/2: h = x >> g; x − q·d·h = r·h + (x mod 2^g), rounded, is a number y of about
 *              half as many bits as M·d, and x/d = q·h + y/d: ⟦q·h⟧ + ((c·y) >> f)
 *   result     less than two units from x/d: one for the last truncation, one for c. g and f are those for which
 *              c is nearest, found by trying all
 *   rounds     1 for each truncation; exact 2 + ⌈log2⌉ of its bits (of one bit: 2); d = 1: 0
 *   traffic    those of the truncations
 *   items      those of the truncations
 *   security   as truncation.ts says: d, and a declared range of x, choose constants, and masks are whole
 */
import type { Kernel } from "../../online/kernel.ts";
import { assertScale, integerLimit } from "../../online/numbers.ts";
import type { Checking, Cost } from "../../online/operation.ts";
import { MAGNITUDE_BITS } from "../../online/public-values.ts";
import {
  numbersOf,
  type Range,
  rangeOfProduct,
  type SecretType,
} from "../../online/secret-type.ts";
import { sizeOf } from "../../online/shape.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiple } from "../arithmetic/linear.ts";
import { inTurn } from "../cost.ts";
import { nothing, rescale, type Step } from "./rescale.ts";
import { scaleUpShares } from "./scale-up.ts";
import { assertTruncatable, truncateShares, truncationCost } from "./truncation.ts";

/** The largest d. */
const MOST_DIVISOR = 2 ** 40;

/** What x ≈ (c·y) >> f takes of a y up to some bound, and how far c puts it off. */
interface Reciprocal {
  readonly f: number;
  readonly c: bigint;
  /** By a unit of the result at most. */
  readonly near: boolean;
  /** How far, in units of the result times 2^20. */
  readonly off: bigint;
}

export interface Division extends Reciprocal {
  /** Of the first truncation; null where there is but one. */
  readonly first: { readonly g: number; readonly q: bigint } | null;
}

/** The best f and c for |y| ≤ most; null if even f = 1 leaves the range. */
function reciprocal(d: bigint, most: bigint, limit: bigint): Reciprocal | null {
  for (let f = MAGNITUDE_BITS; f >= 1; f--) {
    const power = 1n << BigInt(f);
    const c = (2n * power + d) / (2n * d);
    if (c * most > limit) continue;
    const apart = c * d - power;
    const off = most * (apart < 0n ? -apart : apart);
    return { f, c, near: off <= power * d, off: (off << 20n) / (power * d) };
  }
  return null;
}

/** How |x| ≤ most is divided by d, no power of 2; null if it cannot be with two truncations within two units. */
export function divisionOf(d: bigint, most: bigint, limit: bigint): Division | null {
  const direct = reciprocal(d, most, limit);
  if (direct?.near) return { ...direct, first: null };
  let best: Division | null = null;
  for (let g = 1; g < MAGNITUDE_BITS; g++) {
    const power = 1n << BigInt(g);
    const q = (2n * power + d) / (2n * d);
    const r = power - q * d;
    const rest = ((most >> BigInt(g)) + 1n) * (r < 0n ? -r : r) + power;
    const found = reciprocal(d, rest, limit);
    if (found?.near && (best === null || found.off < best.off))
      best = { ...found, first: { g, q } };
  }
  return best;
}

/** ⟦x/d⟧, less than two units off. */
async function divideShares(
  k: Kernel,
  x: Share,
  d: bigint,
  { f, c, first }: Division,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  if (first === null) return truncateShares(k, multiple(h, x, c), f, exact);
  const high = await truncateShares(k, x, first.g, exact);
  const rest = subtractShares(h, x, multiple(h, high, first.q * d));
  const low = await truncateShares(k, multiple(h, rest, c), f, exact);
  return addShares(h, multiple(h, high, first.q), low);
}

/** Of t elements. */
const divisionCost = ({ f, first }: Division, t: number, exact: boolean): Cost =>
  inTurn(
    ...(first === null ? [] : [truncationCost(first.g, t, exact)]),
    truncationCost(f, t, exact),
  );

/**
 * x/d at `scale`, which may be more or less than that of x. RangeError naming `what` unless d is a whole number from 1 to
 * 2^40.
 */
export function quotient(
  c: Checking,
  what: string,
  x: SecretType,
  d: number,
  scale: number = x.scale,
): Step {
  if (!Number.isInteger(d) || d < 1 || d > MOST_DIVISOR)
    throw new RangeError(`${what}: divided by ${d}, must be a whole number from 1 to 2^40`);
  assertScale(c.field, what, scale);
  const up = Math.max(0, scale - x.scale);
  const raised = numbersOf(
    x.shape,
    x.scale + up,
    rangeOfProduct(c.field, x.scale + up, x.range, [1, 1]),
  );
  const step = below(c, what, raised, d * 2 ** (raised.scale - scale), scale);
  return { ...step, run: async (k, a) => step.run(k, scaleUpShares(k.local, a, up)) };
}

/** The same, where the raw number is divided by `by` as it is. */
function below(c: Checking, what: string, x: SecretType, by: number, scale: number): Step {
  const limit = integerLimit(c.field);
  const t = sizeOf(x.shape);
  const gives = numbersOf(x.shape, scale, rangeOfQuotient(x, by, scale));
  const power = Math.log2(by);
  // A power of 2, exactly: by is at most 2^40 times a power.
  if (2 ** Math.round(power) === by) {
    if (power === 0) return nothing({ ...x, scale });
    // As integers, whose scale does not fall: it is the value that is divided.
    return { ...rescale(c, what, { ...x, scale: 0 }, power), gives };
  }
  assertTruncatable(c.field, what, 1);
  const most =
    x.range === null
      ? limit
      : BigInt(Math.ceil(Math.max(1, -x.range[0] * 2 ** x.scale, x.range[1] * 2 ** x.scale)));
  const exact = c.rounding === "floor";
  const d = BigInt(by);
  const division = divisionOf(d, most < limit ? most : limit, limit);
  if (division === null) throw new RangeError(`${what}: divided by ${by}: not within two units`);
  return {
    gives,
    cost: () => divisionCost(division, t, exact),
    run: (k, a) => divideShares(k, a, d, division, exact),
  };
}

/** With two units on both sides, and what doubles round. */
function rangeOfQuotient(
  { range, scale: from }: SecretType,
  by: number,
  scale: number,
): Range | null {
  if (range === null) return null;
  const [least, greatest] = range.map((v) => (v * 2 ** from) / by) as [number, number];
  const room = 2 + Math.max(-least, greatest) * 2 ** -50;
  const grid = 2 ** scale;
  return [Math.floor(least - room) / grid, Math.ceil(greatest + room) / grid];
}
