/**
 * What correlations are made of, exactly; and a quotient by two roots.
 *
 *   source     this project
 *   formula    of p = x − c and q = y − d, any c and d: C_xy = n·Σ p·q − Σ p·Σ q, which does not depend on them. 4·C_xx =
 *              b·2^e (fixed/normalise.ts), E = ⌊e/2⌋, v = 1/√b, times 1/√2 for odd e (fixed/inverse-sqrt.ts):
 *              C_xy/√(C_xx·C_yy) = W·v_x·v_y·2^-56 with W = C_xy·2^(29−E_x)·2^(29−E_y); |W| ≤ 2^57, and v_x·v_y ≤ 2,
 *              which at 56 bits is 2^57 and a few units: within ±M
 *   rounds     1 for sums; 31 for the quotient
 *   traffic    2 elements for each triple, 1 for each square and each mask, and nk + nm
 *   items      those of correlation.ts but for the division by n
 *   security   as of products, decomposition and truncation
 */
import { transpose } from "../../algebra/transpose.ts";
import type { Kernel } from "../../online/kernel.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import type { Cost } from "../../online/operation.ts";
import { expand } from "../../online/shape.ts";
import {
  concatShares,
  multiplyPublicScalar,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { plus, weighted } from "../arithmetic/linear.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { squareCost, squareShares } from "../arithmetic/square.ts";
import { atOnce, inTurn } from "../cost.ts";
import { INVERSE_ROOT } from "../fixed/inverse-sqrt.ts";
import { normalisePositive, normalisePositiveCost, table } from "../fixed/normalise.ts";
import { polynomial, polynomialCost } from "../fixed/polynomial.ts";
import { ROOT_OF_2 } from "../fixed/root.ts";
import { truncationCost } from "../fixed/truncation.ts";
import { rounded, WORKING } from "../fixed/working.ts";
import { matrixProductCost, multiplyMatrices } from "../matrix/matrix-product.ts";
import { sumAlong } from "../reductions/sum.ts";

const ONE = 1n << BigInt(WORKING);
/** 2^(29−E), of e > 0. */
const HALVES = table((e) => (e === 0 ? 0n : 1n << BigInt(29 - Math.floor(e / 2))));
/** 1/√2 − 1, of odd e. */
const MORE = table((e) => (e % 2 === 0 ? 0n : ROOT_OF_2 / 2n - ONE));
const RAW = 2 * WORKING;

/** Rows, and columns of both tables. */
export interface Sizes {
  readonly n: number;
  readonly k: number;
  readonly m: number;
}

interface Sums {
  /** C_xy, k × m. */
  readonly both: Share;
  /** 4·C_xx and 4·C_yy. */
  readonly own: Share;
}

/** Of n×k and n×m numbers less something of each column. */
export async function sumsOf(k: Kernel, p: Share, q: Share, { n, ...of }: Sizes): Promise<Sums> {
  const h = k.local;
  const columns = (s: Share, width: number) => sumAlong(h, s, { outer: 1, size: n, inner: width });
  const times = (s: Share, by: number) => multiplyPublicScalar(h, s, BigUint64Array.of(BigInt(by)));
  const [sp, sq] = [columns(p, of.k), columns(q, of.m)];
  const shape = [of.k, of.m];
  const turned = eachVector(p, (v) => transpose(v, n, of.k));
  const [product, squares, sums, rests] = await Promise.all([
    multiplyMatrices(k, turned, q, { rows: of.k, inner: n, columns: of.m }, h),
    squareShares(k, concatShares([p, q]), h),
    multiplyShares(k, expand(sp, [of.k, 1], shape), expand(sq, [1, of.m], shape), h),
    squareShares(k, concatShares([sp, sq]), h),
  ]);
  const cut = n * of.k;
  const whole = concatShares([
    columns(sliceShare(squares, 0, cut), of.k),
    columns(sliceShare(squares, cut, cut + n * of.m), of.m),
  ]);
  return {
    both: subtractShares(h, times(product, n), sums),
    own: subtractShares(h, times(whole, 4 * n), times(rests, 4)),
  };
}

export const sumsCost = ({ n, k, m }: Sizes): Cost =>
  atOnce(
    matrixProductCost({ rows: k, inner: n, columns: m }),
    squareCost(n * (k + m)),
    multiplyCost(k * m),
    squareCost(k + m),
  );

/** C_xy/√(C_xx·C_yy) at `scale`. */
export async function normalised(
  k: Kernel,
  { both, own }: Sums,
  { k: rows, m }: Sizes,
  scale: number,
  exact: boolean,
): Promise<Share> {
  const h = k.residues;
  const { t, places } = await normalisePositive(k, own, exact);
  const left = (s: Share) => expand(sliceShare(s, 0, rows), [rows, 1], [rows, m]);
  const right = (s: Share) => expand(sliceShare(s, rows, rows + m), [1, m], [rows, m]);
  const inverses = async () => {
    const even = await rounded(k, await polynomial(k, t, INVERSE_ROOT, exact), WORKING, exact);
    const odd = await multiplyShares(k, even, plus(h, weighted(h, places, MORE), ONE));
    const v = await rounded(k, odd, WORKING, exact);
    return rounded(k, await multiplyShares(k, left(v), right(v)), WORKING, exact);
  };
  const lifted = async () => {
    const factors = weighted(h, places, HALVES);
    const once = await multiplyShares(k, both, left(factors));
    return rounded(k, await multiplyShares(k, once, right(factors)), WORKING, exact);
  };
  const [v, w] = await Promise.all([inverses(), lifted()]);
  return rounded(k, await multiplyShares(k, v, w), RAW - scale, exact);
}

export const normalisedCost = ({ k, m }: Sizes, scale: number, exact: boolean): Cost => {
  const down = (count: number) => truncationCost(WORKING, count, exact);
  return inTurn(
    normalisePositiveCost(k + m, exact),
    atOnce(
      inTurn(
        polynomialCost(INVERSE_ROOT, k + m, exact),
        down(k + m),
        multiplyCost(k + m),
        down(k + m),
        multiplyCost(k * m),
        down(k * m),
      ),
      inTurn(multiplyCost(k * m), multiplyCost(k * m), down(k * m)),
    ),
    multiplyCost(k * m),
    truncationCost(RAW - scale, k * m, exact),
  );
};
