/**
 * Σ (x − mean)²/(n − ddof).
 *
 *   source     this project (centred.ts); sums are exact
 *   formula    the mean is rounded with guard bits g, squares are of x − mean, so that numbers stay small:
 *              Σ (x − mean)²·2^(2·(scale + g)) ≤ M
 *   rounds     1, and those of two divisions, by n and by n − ddof: 3 to 5, less where a number is a power of 2
 *   traffic    t elements to each, and those of the divisions, of an element for each variance
 *   items      t squares, and those of the divisions
 *   security   as of squares and of truncations
 */
import { operation, type Plain } from "../../online/operation.ts";
import {
  numbersOf,
  rangeOfProduct,
  rangeOfSquare,
  scaleOfProduct,
} from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { squareCost, squareShares } from "../arithmetic/square.ts";
import { inTurn } from "../cost.ts";
import { counting, type Fraction, plain, vector, within } from "../examples.ts";
import { quotient } from "../fixed/division.ts";
import { alongOf, resized } from "../layout/axis.ts";
import { assertOptions } from "../options.ts";
import { linesOf, sumsOf } from "../reductions/plain-sums.ts";
import { sumAlong } from "../reductions/sum.ts";
import {
  centredShares,
  freedomOf,
  guardBits,
  scaleOfResult,
  typeOfCentred,
  type VarianceOptions,
} from "./centred.ts";

/** (n·Σ x² − (Σ x)²)/(n·(n − ddof)) */
const realsOf = (x: Plain, axis?: number, { ddof = 0 }: VarianceOptions = {}): Fraction[] =>
  linesOf(x, axis).map((line) => {
    const n = BigInt(line.length);
    const sum = line.reduce((total, v) => total + v, 0n);
    const squares = line.reduce((total, v) => total + v * v, 0n);
    return [n * squares - sum * sum, (n * (n - BigInt(ddof))) << BigInt(2 * x.scale)];
  });

export const variance = operation({
  name: "variance",
  does: "Σ (x − mean)²/(n − ddof) over all elements, or along one dimension, which is gone then; ddof 0 unless given",
  prepare(c, x: Secret, axis?: number, options?: VarianceOptions) {
    assertOptions("variance", options, "scale", "ddof");
    const operands = [c.own(x)];
    const { along, rest, parameters } = alongOf("variance", x.shape, axis);
    const n = along.size;
    const free = freedomOf("variance", n, options?.ddof);
    const scale = scaleOfResult(options?.scale, x.scale);
    const g = guardBits(x.scale, x.scale, scale, n, free);
    const raised = x.scale + g;
    const product = scaleOfProduct(c.field, "variance", raised, raised);
    const sums = rangeOfProduct(c.field, x.scale, x.range, [1, 1], n);
    const means = quotient(c, "variance", numbersOf(rest, x.scale, sums), n, raised);
    const centred = typeOfCentred(c.field, x, g, n);
    const square = rangeOfSquare(c.field, product, centred.range);
    const squares = rangeOfProduct(c.field, product, square, [1, 1], n);
    const last = quotient(c, "variance", numbersOf(rest, product, squares), free, scale);
    return {
      operands,
      parameters: [scale, options?.ddof ?? 0, ...parameters],
      scales: [raised, raised],
      gives: last.gives,
      cost: () => inTurn(means.cost(), squareCost(x.length), last.cost()),
      async run(k, [a]) {
        const center = await means.run(k, sumAlong(k.local, a!, along));
        const kept = axis === undefined ? [] : resized(x.shape, axis, 1);
        const apart = centredShares(k.local, a!, x.shape, center, kept, g);
        return last.run(k, sumAlong(k.local, await squareShares(k, apart, k.local), along));
      },
    };
  },
  plain: (x: Plain, axis?: number, options: VarianceOptions = {}) => {
    const scale = options.scale ?? (x.scale === 0 ? 16 : x.scale);
    return within(3, sumsOf(x, axis).shape, scale, realsOf(x, axis, options));
  },
  examples: () => [
    [vector([0, 1, -1]), undefined, { scale: 4 }],
    [vector([2n ** 50n, 2n ** 50n + 1n, 2n ** 50n + 2n], 8), 0, { ddof: 1 }],
    [counting([2, 3], 8), 0],
    [counting([2, 3]), 1, { ddof: 1, scale: 10 }],
    [counting([2, 2, 2], 4), undefined],
    [vector([5]), 0],
    [plain([3, 0], []), 0, { ddof: 2 }],
  ],
  accuracy: {
    ulps: 3,
    over: "Σ (x − mean)²·2^(2·scale with guard bits) ≤ M",
    samples: (draw) => {
      const list = (count: number, most: bigint, from = 0n) =>
        Array.from({ length: count }, () => from + draw(-most, most));
      return [
        [plain([5, 30], list(150, 1n << 24n), 16), 0],
        [plain([30, 7], list(210, 1n << 24n, 1n << 40n), 16), 1, { ddof: 1 }],
        [plain([30, 3], list(90, 1n << 17n)), 1, { ddof: 2 }],
        [plain([30, 3], list(90, 1n << 20n), 8), 1, { scale: 12 }],
      ];
    },
    real: realsOf,
  },
});
