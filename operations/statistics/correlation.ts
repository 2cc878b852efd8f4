/**
 * Σ (x − mean)·(y − mean)/√(Σ (x − mean)²·Σ (y − mean)²), of vectors, or of each column of x with each column of y.
 *
 *   source     this project; sums are exact
 *   formula    of numbers less their means, which are rounded, C_xy is n times the sum of the true products, exactly, as
 *              is C_xx: C_xy/√(C_xx·C_yy) (correlated.ts)
 *   domain     n·Σ (x − mean)²·2^(2·scale) < 2^56, of y too; 0 where x or y is constant
 *   accuracy   1.05 units in the last place, and 2^-24. Scale ≤ 16: worst 1.0, mean 0.3
 *   rounds     34, less where n is a power of 2; where truncation is exact 95 at most
 *   traffic    2 elements for each triple, 1 for each square and each mask, nk + nm, and those of a division
 *   items      n×k and n×m: 1 matrix triple; of k + m columns a comparison mask, 381 triples, n + 3 squares, 8 truncation
 *              masks each, and those of a division by n; of km results 5 triples and 3 truncation masks each.
 *              Where truncation is exact more triples: those of truncation.ts
 *   security   as of products, decomposition and truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import { numbersOf, rangeOfProduct, type SecretType } from "../../online/secret-type.ts";
import type { Shape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares, type LocalContext, type Share, sliceShare } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { counting, plain, vector } from "../examples.ts";
import { quotient } from "../fixed/division.ts";
import { near } from "../fixed/near.ts";
import { assertWorking } from "../fixed/working.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { tripleOf } from "../matrix/matrix-product.ts";
import { assertOptions } from "../options.ts";
import { sumAlong } from "../reductions/sum.ts";
import { centredShares, freedomOf, type MeanOptions, scaleOfResult } from "./centred.ts";
import { normalised, normalisedCost, type Sizes, sumsCost, sumsOf } from "./correlated.ts";
import { tableOf, typeOfSums } from "./covariance.ts";
import { covariancesOf } from "./plain-covariance.ts";

/** Whether 4·C_xx is in range: of numbers w apart, Σ (x − mean)² ≤ n·w²/4, and the mean is less than two units off. */
function fits({ range, scale }: SecretType, n: number): boolean {
  if (range === null) return false;
  const apart = (range[1] - range[0]) * 2 ** scale;
  return 4 * n ** 2 * (apart ** 2 / 4 + 4) * (1 + 4 * Number.EPSILON) <= Number(MAX_INTEGER);
}

const DOMAIN = "n·Σ (x − mean)²·2^(2·scale) < 2^56";

const ulpsAt = (scale: number): number => 1.05 + 2 ** (scale - 24);

function realsOf(x: Plain, y: Plain): number[] {
  const width = y.shape[1] ?? 1;
  const own = (table: Plain) => {
    const columns = table.shape[1] ?? 1;
    const all = covariancesOf(table, table);
    return Array.from({ length: columns }, (_, j) => Number(all[j * columns + j]![0]));
  };
  const [left, right] = [own(x), own(y)];
  return covariancesOf(x, y).map(([both], j) => {
    const product = left[Math.floor(j / width)]! * right[j % width]!;
    return product === 0 ? 0 : Number(both) / Math.sqrt(product);
  });
}

export const correlation = operation({
  name: "correlation",
  does: "Pearson's correlation of vectors, or of each column of x with each of y (rows are observations); 0 where one is constant; n·Σ (x − mean)²·2^(2·scale) < 2^56",
  prepare(c, x: Secret, y: Secret, options?: MeanOptions) {
    assertOptions("correlation", options, "scale");
    const operands = [c.own(x), c.own(y)];
    const [[n, rows], [height, columns]] = [tableOf("correlation", x), tableOf("correlation", y)];
    if (n !== height) throw new RangeError(`correlation: ${n} and ${height} rows`);
    freedomOf("correlation", n);
    const scale = scaleOfResult(options?.scale, Math.max(x.scale, y.scale));
    const shape: Shape = [...x.shape.slice(1), ...y.shape.slice(1)];
    const most = 1 + ulpsAt(scale) / 2 ** scale;
    const wide = [!fits(x, n) && "x", !fits(y, n) && "y"].filter((name) => name !== false);
    const gives = numbersOf(shape, scale, wide.length === 0 ? [-most, most] : null);
    assertWorking(c.field, "correlation", gives);
    const sizes: Sizes = { n, k: rows, m: columns };
    assertTriple("correlation", c, tripleOf({ rows, inner: n, columns }));
    const sums = typeOfSums(x, y, rows + columns, n);
    const bounded = rangeOfProduct(c.field, 0, sums.range, [1, 1]);
    const means = quotient(c, "correlation", { ...sums, range: bounded }, n, 0);
    const exact = c.rounding === "floor";
    const centred = (h: LocalContext, s: Share, width: number, center: Share) =>
      centredShares(h, s, [n, width], center, [1, width], 0);
    return {
      operands,
      parameters: [scale],
      scales: [x.scale, y.scale],
      domain: `${DOMAIN}, of y too`,
      beyond:
        wide.length === 0
          ? null
          : `${wide.join(" and ")} can leave the domain of correlation, ${DOMAIN},`,
      gives,
      cost: () => inTurn(means.cost(), sumsCost(sizes), normalisedCost(sizes, scale, exact)),
      async run(k, [a, b]) {
        const h = k.local;
        const total = (s: Share, width: number) =>
          sumAlong(h, s, { outer: 1, size: n, inner: width });
        const centers = await means.run(k, concatShares([total(a!, rows), total(b!, columns)]));
        const p = centred(h, a!, rows, sliceShare(centers, 0, rows));
        const q = centred(h, b!, columns, sliceShare(centers, rows, rows + columns));
        return normalised(k, await sumsOf(k, p, q, sizes), sizes, scale, exact);
      },
    };
  },
  plain: (x: Plain, y: Plain, options: MeanOptions = {}) => {
    const most = Math.max(x.scale, y.scale);
    const scale = options.scale ?? (most === 0 ? 16 : most);
    const shape = [...x.shape.slice(1), ...y.shape.slice(1)];
    return near(shape, scale, realsOf(x, y), { ulps: ulpsAt(scale) });
  },
  examples: () => [
    [vector([0, 1]), vector([5, -6])],
    [vector([0, 1]), vector([0, 1])],
    [vector([0, 2n ** 28n - 1n]), vector([-(2n ** 27n), 2n ** 27n - 1n])],
    [vector([0, 1, -1, 7]), vector([5, -6, 7, 2]), { scale: 4 }],
    [vector([7, 7, 7], 8), vector([1, 2, 3], 4)],
    [counting([3, 2], 8), plain([3, 2], [1, -2, 3, 4, -5, 6], 4)],
    [vector([2n ** 50n, 2n ** 50n + 1n, 2n ** 50n + 5n]), vector([2n ** 26n, -(2n ** 26n), 0n])],
    [vector([5]), vector([-5])],
    [plain([3, 0], []), counting([3, 2])],
  ],
  accuracy: {
    ulps: 1.1,
    over: "n·Σ (x − mean)²·2^(2·scale) < 2^56, results of scale ≤ 16",
    samples: (draw) => {
      const list = (count: number, most: bigint, from = 0n) =>
        Array.from({ length: count }, () => from + draw(-most, most));
      return [
        [plain([5, 6], list(30, 1n << 24n), 16), plain([5, 5], list(25, 1n << 24n), 16)],
        [plain([7, 6], list(42, 1n << 24n, 1n << 40n), 14), plain([7, 5], list(35, 9n), 12)],
        [plain([3, 5], list(15, 1n)), plain([3, 6], list(18, 1n << 25n))],
        [plain([11, 8], list(88, 1n << 10n), 8), plain([11, 6], list(66, 3n), 8), { scale: 12 }],
      ];
    },
    real: realsOf,
  },
});
