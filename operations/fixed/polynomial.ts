/**
 * A polynomial with public coefficients of t in [−1, 1], at 28 fractional bits.
 *
 *   source     Paterson, Stockmeyer, SIAM J. Comput. 1973: blocks of degree 3, of which t⁴ is the variable
 *   formula    degree 6: (c_0 + … + c_3·t³) + t⁴·(c_4 + c_5·t + c_6·t²); degree 10: one block more. Blocks are linear
 *              in powers, and stay raw, at 28 + scale bits, until the next product
 *   rounds     degree 6: 5; degree 10: 7; where truncation is exact 17, 25
 *   items      degree 6: 2 squares, 2 triples, 4 truncation masks; degree 10: 3 triples, 5 masks;
 *              where truncation is exact 398, 498 triples
 *   result     raw, at 28 + scale bits: off by what is rounded away, at most 3 units of 2^-28 and of 2^-scale
 *   security   as of products and truncation
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Cost } from "../../online/operation.ts";
import { addShares, concatShares, type Share, sliceShare } from "../../protocols/share.ts";
import { plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { squareCost, squareShares } from "../arithmetic/square.ts";
import { atOnce, inTurn } from "../cost.ts";
import { truncationCost } from "./truncation.ts";
import { rounded, WORKING } from "./working.ts";

/** c_i·2^scale, rounded, of t^i; of degree 6 or 10. */
export interface Polynomial {
  readonly coefficients: readonly number[];
  readonly scale: number;
}

const BLOCK = 4;

/** ⟦P(t)·2^(28 + scale)⟧ of ⟦t·2^28⟧. */
export async function polynomial(
  k: Kernel,
  t: Share,
  { coefficients }: Polynomial,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const count = t.value.length;
  const squared = await rounded(k, await squareShares(k, t), WORKING, exact);
  const block = (j: number, powers: readonly Share[]): Share => {
    const [constant, ...own] = coefficients.slice(j * BLOCK, (j + 1) * BLOCK);
    return plus(h, weighted(h, powers, own.map(BigInt)), BigInt(constant!) << BigInt(WORKING));
  };
  const top = Math.floor(coefficients.length / BLOCK);
  const raw = await Promise.all([multiplyShares(k, squared, t), squareShares(k, squared)]);
  const highest = block(top, [t, squared]);
  const down = await rounded(k, concatShares([...raw, highest]), WORKING, exact);
  const [cubed, fourth, last] = [0, 1, 2].map((i) => sliceShare(down, i * count, (i + 1) * count));
  let [sum, j] = [last!, top];
  for (;;) {
    const product = await multiplyShares(k, sum, fourth!);
    const whole = addShares(h, product, block(--j, [t, squared, cubed!]));
    if (j === 0) return whole;
    sum = await rounded(k, whole, WORKING, exact);
  }
}

/** Of t elements. */
export function polynomialCost({ coefficients }: Polynomial, t: number, exact: boolean): Cost {
  const steps = Math.floor(coefficients.length / BLOCK);
  const down = (count: number) => truncationCost(WORKING, count, exact);
  return inTurn(
    squareCost(t),
    down(t),
    atOnce(multiplyCost(t), squareCost(t)),
    down(3 * t),
    multiplyCost(t),
    ...Array.from({ length: steps - 1 }, () => inTurn(down(t), multiplyCost(t))),
  );
}
