/**
 * The means of values by secret groups 0 … m − 1.
 *
 *   formula    S = Σ of a group (group-by-sum.ts), c how many it has: ⌊(2S + c)/2c⌋ (division/by-secret.ts); S and c times
 *              powers of two for another scale
 *   result     to the nearest, halves up, exactly, where |2S|·2^(scale of values, or of the result if that is more) + c ≤ M;
 *              0 for a group of nothing; values of no group count nowhere
 *   rounds     55; of one group 54, of no group 47; where a declared range says that means are short, 4 or 8 less. Where
 *              truncation is exact 124
 *   traffic    those of groupBySum and of a division
 *   items      those of groupBySum, and of a division of mw sums by m counts
 *   security   as group-by-sum.ts and by-secret.ts say
 */
import { transpose } from "../../algebra/transpose.ts";
import { eachVector } from "../../online/matrix-layout.ts";
import { assertScale } from "../../online/numbers.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import { numbersOf, type Range, rangeOfProduct, rangeOfSum } from "../../online/secret-type.ts";
import { expand } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, multiplyPublicScalar } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { digitsOf, divideBySecret, divideBySecretCost } from "../division/by-secret.ts";
import { type Fraction, plain, vector } from "../examples.ts";
import { scaleUpShares } from "../fixed/scale-up.ts";
import { assertTriple } from "../matrix/dimensions.ts";
import { matrixProductCost, multiplyMatrices } from "../matrix/matrix-product.ts";
import { assertOptions } from "../options.ts";
import { type MeanOptions, scaleOfResult } from "../statistics/centred.ts";
import { groupsOf } from "./groups.ts";
import { oneHotCost, oneHotShares } from "./one-hot-shares.ts";
import { eachGroup, GROUPED } from "./plain-groups.ts";

/** By how many bits sums are raised, or counts, so that their quotient has another scale. */
const movesOf = (from: number, to: number) =>
  ({ up: Math.max(0, to - from), down: Math.max(0, from - to) }) as const;

/** Between the least and the greatest, or 0 of nothing, to the grid of the scale. */
function rangeOfMeans(range: Range, scale: number): Range {
  const grid = 2 ** scale;
  const [least, greatest] = [Math.min(0, range[0]), Math.max(0, range[1])];
  return [Math.floor(least * grid) / grid, Math.ceil(greatest * grid) / grid];
}

const totalOf = (list: readonly bigint[]) => list.reduce((sum, v) => sum + v, 0n);

export const groupByMean = operation({
  name: "groupByMean",
  does: "the mean of the values, or of rows of them, in each of m secret groups, to the nearest; 0 where there are none; at the scale of the values, or 16 of integers, unless given",
  prepare(c, groups: Secret, values: Secret, m: number, options?: MeanOptions) {
    assertOptions("groupByMean", options, "scale");
    const operands = [c.own(groups), c.own(values)];
    const { count, width, shape } = groupsOf(c.field, "groupByMean", groups, values, m);
    const size = { rows: m, inner: count, columns: width };
    assertTriple("groupByMean", c, { ...size, pairs: 1, transposed: 0 });
    const scale = scaleOfResult(options?.scale, values.scale);
    assertScale(c.field, "groupByMean", scale);
    const { up, down } = movesOf(values.scale, scale);
    if (count * 2 ** (down + 1) > Number(MAX_INTEGER))
      throw new RangeError(
        `groupByMean: ${count} values from scale ${values.scale} to ${scale}: too many to count`,
      );
    // Of 2S, and of c beside it, as integers.
    const raised = values.scale + up + 1;
    const sums = rangeOfProduct(c.field, raised, values.range, [0, 1], count);
    const halves = [0, (count * 2 ** down) / 2 ** raised] as const;
    const known = values.range && rangeOfSum(c.field, raised, sums, halves);
    const range = known && rangeOfMeans(values.range!, scale);
    const most = range === null ? Number.POSITIVE_INFINITY : Math.max(-range[0], range[1]);
    const digits = digitsOf(Math.ceil(Math.log2(most * 2 ** scale + 2)));
    const exact = c.rounding === "floor";
    const sizes = { dividends: m * width, divisors: m, quotients: m * width };
    return {
      operands,
      parameters: [m, scale, digits],
      scales: [values.scale],
      gives: numbersOf(shape, scale, range),
      cost: () =>
        inTurn(
          oneHotCost(c.field.bits, count, m),
          matrixProductCost(size),
          divideBySecretCost(c, sizes, digits, exact),
        ),
      async run(k, [a, b]) {
        const h = k.local;
        const hot = await oneHotShares(k, a!, m);
        const ones = new BigUint64Array(count).fill(1n);
        const counts = eachVector(hot, (v) => k.field.matrixProduct(ones, v, 1, count, m));
        const turned = eachVector(hot, (v) => transpose(v, count, m));
        const sum = await multiplyMatrices(k, turned, b!, size, h);
        const y = multiplyPublicScalar(h, counts, BigUint64Array.of(1n << BigInt(down)));
        const divisor = (s: typeof y) => expand(s, [m, 1], [m, width]);
        const x = addShares(h, scaleUpShares(h, sum, up + 1), divisor(y));
        const both = { x, y: addShares(h, y, y), dividend: (s: typeof x) => s, divisor };
        return divideBySecret(k, both, digits, exact);
      },
    };
  },
  plain: (groups: Plain, values: Plain, m: number, options: MeanOptions = {}) => {
    const scale = options.scale ?? (values.scale === 0 ? 16 : values.scale);
    const power = 2n ** BigInt(Math.abs(scale - values.scale));
    const means = eachGroup(groups, values, m, (list) => {
      const [n, total] = [BigInt(list.length), totalOf(list)];
      if (n === 0n) return 0n;
      const [over, under] = scale < values.scale ? [total, n * power] : [total * power, n];
      const [numerator, denominator] = [2n * over + under, 2n * under];
      const rest = ((numerator % denominator) + denominator) % denominator;
      return (numerator - rest) / denominator;
    });
    return { ...means, scale };
  },
  examples: () => [
    ...GROUPED,
    [vector([0, 0, 1]), vector([1, -2, 7]), 2, { scale: 0 }],
    [vector([0, 0]), plain([2, 2], [100, -100, 1, -2], 8), 1, { scale: 2 }],
  ],
  accuracy: {
    ulps: 0.5,
    over: "|2Σ|·2^(scale of values, or of the result if that is more) within ±M",
    samples: (draw) => {
      const list = (count: number, most: bigint) =>
        Array.from({ length: count }, () => draw(-most, most));
      const groups = (count: number) => vector(Array.from({ length: count }, () => draw(-1n, 6n)));
      return [
        [groups(30), plain([30, 3], list(90, 1n << 51n), 16), 6],
        [groups(20), vector(list(20, 1n << 34n)), 7],
        [groups(20), vector(list(20, 1n << 20n), 10), 4, { scale: 3 }],
      ];
    },
    real: (groups: Plain, values: Plain, m: number): Fraction[] => {
      const sums = eachGroup(groups, values, m, totalOf).values;
      const counts = eachGroup(groups, values, m, (list) => BigInt(list.length)).values;
      return sums.map((sum, j) =>
        counts[j] === 0n ? [0n, 1n] : [sum, counts[j]! << BigInt(values.scale)],
      );
    },
  },
});
