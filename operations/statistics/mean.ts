/**
 * Σ x/n.
 *
 *   source     the sum is local and exact; division.ts
 *   rounds     those of a division by n: n = 1: 0; a power of 2, or a small declared range: 1; else 2
 *   traffic    those of the division, of an element for each mean
 *   items      those of the division
 *   security   as of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { counting, type Fraction, M, ones, plain, vector, within } from "../examples.ts";
import { quotient } from "../fixed/division.ts";
import { alongOf } from "../layout/axis.ts";
import { assertOptions } from "../options.ts";
import { linesOf, sumsOf } from "../reductions/plain-sums.ts";
import { sumAlong } from "../reductions/sum.ts";
import { freedomOf, type MeanOptions, scaleOfResult } from "./centred.ts";

const realsOf = (x: Plain, axis?: number): Fraction[] =>
  linesOf(x, axis).map((line) => [
    line.reduce((sum, v) => sum + v, 0n),
    BigInt(line.length) << BigInt(x.scale),
  ]);

export const mean = operation({
  name: "mean",
  does: "Σ x/n over all elements, or along one dimension, which is gone then; |Σ x|·2^(scale of x, or of the result if that is more) ≤ M",
  prepare(c, x: Secret, axis?: number, options?: MeanOptions) {
    assertOptions("mean", options, "scale");
    const operands = [c.own(x)];
    const { along, rest, parameters } = alongOf("mean", x.shape, axis);
    const n = freedomOf("mean", along.size);
    const scale = scaleOfResult(options?.scale, x.scale);
    const range = rangeOfProduct(c.field, x.scale, x.range, [1, 1], n);
    const last = quotient(c, "mean", numbersOf(rest, x.scale, range), n, scale);
    return {
      operands,
      parameters: [scale, ...parameters],
      scales: [Math.max(x.scale, scale)],
      gives: last.gives,
      cost: () => last.cost(),
      run: (k, [a]) => last.run(k, sumAlong(k.local, a!, along)),
    };
  },
  plain: (x: Plain, axis?: number, options: MeanOptions = {}) => {
    const scale = options.scale ?? (x.scale === 0 ? 16 : x.scale);
    return within(2, sumsOf(x, axis).shape, scale, realsOf(x, axis));
  },
  examples: () => [
    ...ones([0n, 1n, -1n, 2n ** 41n, -(2n ** 40n)]).slice(0, 3),
    [vector([M, -M, 2n ** 18n - M], 4)],
    [counting([2, 3], 8), 0],
    [counting([2, 3]), 1, { scale: 4 }],
    [counting([3, 3, 2], 10), 1, { scale: 3 }],
    [plain([3, 0], []), 0],
  ],
  accuracy: {
    ulps: 2,
    over: "|Σ x|·2^(scale of x, or of the result if that is more) ≤ M",
    samples: (draw) => {
      const list = (count: number, most: bigint) =>
        Array.from({ length: count }, () => draw(-most, most));
      return [
        [plain([3, 40], list(120, 1n << 56n), 16), 0],
        [plain([30, 7], list(210, 1n << 55n), 8), 1],
        [plain([30, 3], list(90, 1n << 40n)), 1],
        [plain([30, 11], list(330, 1n << 54n), 20), 1, { scale: 9 }],
      ];
    },
    real: realsOf,
  },
});
