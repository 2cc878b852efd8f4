/**
 * x < 0, of residues |x| ≤ (p − 1)/2, by whether a product is 0: half the triples of the tree, and more rounds.
 *
 *   source     least significant bit of 2x: Nishide, Ohta, PKC 2007; product of differences: Damgård, Geisler, Krøigaard,
 *              IJACT 1(1), 2008; with masks of 60 shared bits, base-4 digits, and a ρ that is not 0, this project
 *   formula    y = 2x; c = y + r is opened; v = ρ·Πz (digit-factors.ts) is opened; β = [v = 0]; [c < r] = s ⊕ β, so that
 *              [x < 0] = c_0 ⊕ (r_0 ⊕ s) ⊕ β
 *   rounds     2 + ⌈log2 32⌉ = 7, and two MAC checks, the first of which takes a round to announce
 *   traffic    t·64 elements to each; with x = 0? t·122
 *   items      t digit masks, t·31 triples; with x = 0? t·60
 *   security   c is uniform, as r is. Nothing says s but β, so that β is uniform; ρ is uniform on [1, p − 1], so that v is
 *              0 if β, and else uniform on [1, p − 1]: what is opened depends on no secret
 *   deviation  ρ is never 0, and Πz of 0 is the only v of 0: exact, without a term of the budget
 *
 * What a cheater gains by shifts. v is no masked value: with an opening of a factor shifted by δ it is ρ·(z_j + δ)·Π…, and 0
 * would say whether z_j = −δ, which is a bit of x. So v goes through `output`: all that was opened before is MAC-checked
 * before v is opened, and v before anyone looks at it.
 */
import { DIGIT_MASK, type DigitMasks, takeDigitMasks } from "../../items/kinds/digit-mask.ts";
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import {
  addPublic,
  addShares,
  type LocalContext,
  maskSum,
  multiplyPublic,
  type Share,
} from "../../protocols/share.ts";
import { productOfAll, productOfAllCost } from "../arithmetic/product-of-all.ts";
import { atOnce, inTurn, NO_COST } from "../cost.ts";
import { digitFactors, digitsOfBoth, equalDigits } from "./digit-factors.ts";
import { flippedBy } from "./flipped-by.ts";

interface Blinded {
  readonly c: Unchecked;
  readonly masks: DigitMasks;
}

/** ⟦[x_j < 0]⟧ */
export async function negativeByProduct(k: Kernel, x: Share): Promise<Share> {
  const [negative] = await signsByProduct(k, "is-negative-by-product", x, false);
  return negative;
}

/** ⟦[x_j < 0]⟧ and ⟦[x_j = 0]⟧ */
export const signBitsByProduct = (k: Kernel, x: Share): Promise<[negative: Share, zero: Share]> =>
  signsByProduct(k, "sign-bits-by-product", x, true) as Promise<[Share, Share]>;

async function signsByProduct(
  k: Kernel,
  label: string,
  x: Share,
  withZero: boolean,
): Promise<[negative: Share, zero: Share | null]> {
  const h = k.residues;
  const t = x.value.length;

  // 1. Open c = 2x + r.
  const { c, masks } = await k.open({
    label: `${label} ${t}`,
    opens: t,
    material: takeDigitMasks(k, t),
    masked: ({ r }: DigitMasks) => [maskSum(h, addShares(h, x, x), r, new BigUint64Array(t))],
    finish: (opened, own): Blinded => ({ c: opened, masks: own }),
  });

  // 2. ⟦ρ·Πz⟧, and beside it whether c = r, which is x = 0.
  const digits = digitsOfBoth(c, masks);
  const [blinded, zero] = await Promise.all([
    productOfAll(k, [...digitFactors(h, digits, masks.s), masks.rho]),
    withZero ? productOfAll(k, equalDigits(h, digits)) : null,
  ]);

  // 3. MAC check of all that, open v, MAC check of v. Of nothing no check is worth a round.
  const v = t === 0 ? new BigUint64Array(0) : await k.output(blinded);

  // 4. c_0 ⊕ (r_0 ⊕ s) ⊕ [v = 0]
  const lowest = flippedBy(h, masks.flipped, bitOf(c, 0));
  return [flippedByZeros(h, lowest, v), zero];
}

/** ⟦b_j ⊕ [v_j = 0]⟧ of checked v. */
function flippedByZeros(h: LocalContext, b: Share, v: BigUint64Array): Share {
  const minusOne = h.field.p - 1n;
  const signs = v.map((value) => (value === 0n ? minusOne : 1n));
  const zeros = v.map((value) => (value === 0n ? 1n : 0n));
  return addPublic(h, multiplyPublic(h, b, signs), zeros);
}

/** Of t elements, in a field of so many bits. */
export const negativeByProductCost = (bits: number, t: number): Cost =>
  inTurn(blindedCost(t), productOfAllCost(bits / 2 + 2, t), outputCost(t));

export const signBitsByProductCost = (bits: number, t: number): Cost =>
  inTurn(
    blindedCost(t),
    atOnce(productOfAllCost(bits / 2 + 2, t), productOfAllCost(bits / 2, t)),
    outputCost(t),
  );

const blindedCost = (t: number): Cost => ({ rounds: 1, opened: t, items: [[DIGIT_MASK, t]] });

/** One round between two checks. */
const outputCost = (t: number): Cost =>
  t === 0 ? NO_COST : { rounds: 1, opened: t, items: [], checks: 2 };
