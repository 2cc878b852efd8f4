/**
 * Σ x_j·y_j in fixed point: products are summed first, and the sum is truncated once.
 *
 *   source     arithmetic/dot.ts, then truncation.ts
 *   rounds     2; where truncation is exact, 3 + ⌈log2 f⌉ for the smaller scale f; f = 0: 1
 *   traffic    2t elements to each, and those of a truncation of one element by f
 *   items      t triples, and those of a truncation of one element by f
 *   security   as of a product and of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { assertPaired, dotShares } from "../arithmetic/dot.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { inTurn } from "../cost.ts";
import { counting, type Fraction, SMALL, vector, within } from "../examples.ts";
import { rescale } from "./rescale.ts";

const realsOf = (x: Plain, y: Plain): [Fraction] => [
  [x.values.reduce((sum, a, j) => sum + a * y.values[j]!, 0n), 1n << BigInt(x.scale + y.scale)],
];

export const dotFixed = operation({
  name: "dotFixed",
  does: "Σ x·y in fixed point over all elements, of one shape, at the larger of the two scales",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    assertPaired("dotFixed", x, y);
    const raw = typeOfProduct(c.field, "dotFixed", x, y, [], x.length);
    const last = rescale(c, "dotFixed", raw, Math.min(x.scale, y.scale));
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: last.gives,
      cost: () => inTurn(multiplyCost(x.length), last.cost()),
      run: async (k, [a, b]) => last.run(k, await dotShares(k, a!, b!, k.local)),
    };
  },
  plain: (x: Plain, y: Plain) => within(1, [], Math.max(x.scale, y.scale), realsOf(x, y)),
  examples: () => [
    [vector(SMALL, 16), vector([...SMALL].reverse(), 16)],
    [counting([2, 2], 3), counting([2, 2], 2)],
    [vector([3, -4]), vector([5, 6])],
    [vector([], 5), vector([], 5)],
  ],
  accuracy: {
    ulps: 1,
    over: "|Σ x·y|·2^(both scales) ≤ M",
    samples: (draw) =>
      Array.from({ length: 30 }, (_, k) => {
        const list = () => Array.from({ length: 8 }, () => draw(-(1n << 27n), 1n << 27n));
        return [vector(list(), 16), vector(list(), k % 2 === 0 ? 16 : 9)] as const;
      }),
    real: realsOf,
  },
});
