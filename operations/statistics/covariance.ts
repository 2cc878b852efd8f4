/**
 * Σ (x − mean)·(y − mean)/(n − ddof), of vectors, or of each column of x with each column of y.
 *
 *   source     this project (centred.ts); sums are exact
 *   formula    the means are rounded with guard bits g; a transposed product of matrices;
 *              |Σ (x − mean)·(y − mean)|·2^(both scales + 2g) ≤ M
 *   rounds     1, and those of two divisions, by n and by n − ddof: 3 to 5, less where a number is a power of 2
 *   traffic    n×k and n×m: nk + nm elements to each, and those of the divisions, of k + m elements and of km
 *   items      1 matrix triple, and those of the divisions
 *   security   as of a product of matrices and of truncations
 */
import { transpose } from "../../algebra/transpose.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct, type SecretType } from "../../online/secret-type.ts";
import { describeShape, type Shape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares, sliceShare } from "../../protocols/share.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { inTurn } from "../cost.ts";
import { counting, plain, vector, within } from "../examples.ts";
import { quotient } from "../fixed/division.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, multiplyMatrices, tripleOf } from "../matrix/matrix-product.ts";
import { assertOptions } from "../options.ts";
import { sumAlong } from "../reductions/sum.ts";
import {
  centredShares,
  freedomOf,
  guardBits,
  scaleOfResult,
  typeOfCentred,
  type VarianceOptions,
} from "./centred.ts";
import { covariancesOf } from "./plain-covariance.ts";

/** Rows and columns; a vector is a column. RangeError naming `what` unless x is one of both. */
export function tableOf(what: string, { shape }: Secret): readonly [rows: number, columns: number] {
  const [rows, width = 1] = shape;
  if (rows === undefined || shape.length > 2)
    throw new RangeError(`${what}: a vector or a matrix is expected, not ${describeShape(shape)}`);
  return [rows, width];
}

/** Sums of columns times 2^scale, as integers: both factors have one division. */
export function typeOfSums(x: SecretType, y: SecretType, count: number, n: number): SecretType {
  const raws = [x, y].map(({ range, scale }) => range?.map((v) => v * n * 2 ** scale));
  const [first, second] = raws;
  const range =
    first && second
      ? ([Math.min(first[0]!, second[0]!), Math.max(first[1]!, second[1]!)] as const)
      : null;
  return numbersOf([count], 0, range);
}

export const covariance = operation({
  name: "covariance",
  does: "Σ (x − mean)·(y − mean)/(n − ddof) of vectors, or of each column of x with each of y (rows are observations); ddof 0 unless given",
  prepare(c, x: Secret, y: Secret, options?: VarianceOptions) {
    assertOptions("covariance", options, "scale", "ddof");
    const operands = [c.own(x), c.own(y)];
    const [[n, rows], [height, columns]] = [tableOf("covariance", x), tableOf("covariance", y)];
    if (n !== height) throw new RangeError(`covariance: ${n} and ${height} rows`);
    const free = freedomOf("covariance", n, options?.ddof);
    const scale = scaleOfResult(options?.scale, Math.max(x.scale, y.scale));
    const g = guardBits(x.scale, y.scale, scale, n, free);
    const [left, right] = [typeOfCentred(c.field, x, g, n), typeOfCentred(c.field, y, g, n)];
    const size = { rows, inner: n, columns };
    assertTriple("covariance", c, tripleOf(size));
    const shape: Shape = [...x.shape.slice(1), ...y.shape.slice(1)];
    const product = typeOfProduct(c.field, "covariance", left, right, shape, n);
    const sums = typeOfSums(x, y, rows + columns, n);
    const bounded = rangeOfProduct(c.field, 0, sums.range, [1, 1]);
    const means = quotient(c, "covariance", { ...sums, range: bounded }, n, g);
    const last = quotient(c, "covariance", product, free, scale);
    return {
      operands,
      parameters: [scale, options?.ddof ?? 0],
      scales: [left.scale, right.scale],
      gives: last.gives,
      cost: () => inTurn(means.cost(), matrixProductCost(size), last.cost()),
      async run(k, [a, b]) {
        const h = k.local;
        const totals = [
          sumAlong(h, a!, { outer: 1, size: n, inner: rows }),
          sumAlong(h, b!, { outer: 1, size: n, inner: columns }),
        ];
        const centers = await means.run(k, concatShares(totals));
        const [d, e] = [sliceShare(centers, 0, rows), sliceShare(centers, rows, rows + columns)];
        const p = centredShares(h, a!, [n, rows], d, [1, rows], g);
        const q = centredShares(h, b!, [n, columns], e, [1, columns], g);
        const turned = eachVector(p, (v) => transpose(v, n, rows));
        return last.run(k, await multiplyMatrices(k, turned, q, size, h));
      },
    };
  },
  plain: (x: Plain, y: Plain, options: VarianceOptions = {}) => {
    const most = Math.max(x.scale, y.scale);
    const scale = options.scale ?? (most === 0 ? 16 : most);
    const shape = [...x.shape.slice(1), ...y.shape.slice(1)];
    return within(3, shape, scale, covariancesOf(x, y, options));
  },
  examples: () => [
    [vector([0, 1, -1]), vector([5, -6, 7]), { scale: 4 }],
    [vector([2n ** 50n, 2n ** 50n + 1n], 8), vector([1, 2], 8)],
    [counting([3, 2], 8), plain([3, 2], [1, -2, 3, 4, -5, 6], 4), { ddof: 1 }],
    [counting([4, 2], 6), vector([1, 0, 0, 1]), { ddof: 3 }],
    [plain([3, 0], []), counting([3, 2])],
  ],
  accuracy: {
    ulps: 3,
    over: "|Σ (x − mean)·(y − mean)|·2^(both scales, with guard bits) ≤ M",
    samples: (draw) => {
      const list = (count: number, most: bigint, from = 0n) =>
        Array.from({ length: count }, () => from + draw(-most, most));
      return [
        [plain([5, 6], list(30, 1n << 24n), 16), plain([5, 5], list(25, 1n << 24n), 16)],
        [
          plain([7, 6], list(42, 1n << 26n, 1n << 40n), 18),
          plain([7, 5], list(35, 1n << 22n, 1n << 38n), 12),
          { ddof: 1 },
        ],
        [plain([3, 5], list(15, 1n << 17n)), plain([3, 6], list(18, 1n << 17n)), { ddof: 2 }],
        [
          plain([11, 8], list(88, 1n << 20n), 8),
          plain([11, 6], list(66, 1n << 20n), 8),
          { scale: 12 },
        ],
      ];
    },
    real: covariancesOf,
  },
});
