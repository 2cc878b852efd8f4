/**
 * x^(1/2) or x^(−1/2) of positive numbers in fixed point.
 *
 *   source     this project: a polynomial of b, where x = b·2^e (normalise.ts)
 *   formula    P(b)·2^(h/2), h = e + f or 3f − e; where h is odd, P(b)·√2·2^((h−1)/2)
 *   rounds     29; where truncation is exact 71
 *   traffic    t·778 elements to each; where truncation is exact t·2568
 *   items      t comparison masks, t·383 triples, t·2 squares, t·9 truncation masks; where truncation is exact t·1278 triples
 *   security   as of decomposition, products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import type { Share } from "../../protocols/share.ts";
import { plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { normalisePositive, normalisePositiveCost, table } from "./normalise.ts";
import { high, low, placed, placedCost } from "./placed.ts";
import { type Polynomial, polynomial, polynomialCost } from "./polynomial.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

/** √2 at 28 fractional bits. */
export const ROOT_OF_2 = 379625062n;
const ONE = 1n << BigInt(WORKING);

/** ⟦P(b)·2^(halves(e)/2)⟧; 0 where x ≤ 0. */
export async function rootShares(
  k: Kernel,
  x: Share,
  of: Polynomial,
  halves: (e: number) => number,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const { t, places } = await normalisePositive(k, x, exact);
  const even = await rounded(k, await polynomial(k, t, of, exact), WORKING, exact);
  const isOdd = (e: number) => halves(e) % 2 !== 0;
  const more = weighted(
    h,
    places,
    table((e) => (isOdd(e) ? ROOT_OF_2 - ONE : 0n)),
  );
  const root = await rounded(k, await multiplyShares(k, even, plus(h, more, ONE)), WORKING, exact);
  const factor = (part: (a: number) => bigint) =>
    weighted(
      h,
      places,
      table((e) => (e === 0 ? 0n : part(Math.floor(halves(e) / 2)))),
    );
  return placed(k, root, [factor(low), factor(high)], exact);
}

/** Of t elements. */
export const rootCost = (of: Polynomial, t: number, exact: boolean): Cost =>
  inTurn(
    normalisePositiveCost(t, exact),
    polynomialCost(of, t, exact),
    truncationCost(WORKING, t, exact),
    multiplyCost(t),
    truncationCost(WORKING, t, exact),
    placedCost(t, exact),
  );
