/**
 * x·y in fixed point: a product, then truncation back to the larger of the two scales, by the smaller, f.
 *
 *   source     Beaver's product (arithmetic/multiply.ts), then truncation.ts
 *   rounds     2; where truncation is exact, 3 + ⌈log2 f⌉; f = 0: 1
 *   traffic    2t elements to each, and those of a truncation by f
 *   items      t triples, and those of a truncation by f
 *   security   as of a product and of a truncation
 */
import { operation, type Plain } from "../../online/operation.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { typeOfProduct } from "../arithmetic/product-type.ts";
import { inTurn } from "../cost.ts";
import { pairsOf, pairwise, roundedFrom, vector } from "../examples.ts";
import { rescale } from "./rescale.ts";

export const multiplyFixed = operation({
  name: "multiplyFixed",
  does: "x·y in fixed point, at the larger of the two scales, rounded as truncate does",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const shape = broadcastShapes("multiplyFixed", x.shape, y.shape);
    const raw = typeOfProduct(c.field, "multiplyFixed", x, y, shape);
    const last = rescale(c, "multiplyFixed", raw, Math.min(x.scale, y.scale));
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: last.gives,
      cost: () => inTurn(multiplyCost(sizeOf(shape)), last.cost()),
      async run(k, [a, b]) {
        const [left, right] = [expand(a!, x.shape, shape), expand(b!, y.shape, shape)];
        return last.run(k, await multiplyShares(k, left, right, k.local));
      },
    };
  },
  plain: (x: Plain, y: Plain) => {
    const f = BigInt(Math.min(x.scale, y.scale));
    const floors = pairwise(x, y, Math.max(x.scale, y.scale), (a, b) => (a * b) >> f);
    return f === 0n ? floors : roundedFrom(floors);
  },
  examples: () => [
    ...pairsOf([0n, 1n, -1n, 2n ** 28n, -(2n ** 28n)], 16),
    [vector([3, -5], 8), vector([7, 9], 4)],
    [vector([3, -5]), vector([7, 9])],
  ],
  accuracy: {
    ulps: 1,
    over: "|x·y|·2^(both scales) ≤ M",
    samples: (draw) =>
      [
        [16, 16],
        [8, 20],
        [29, 1],
      ].map(([s, t]) => {
        const bits = Array.from({ length: 40 }, () => draw(0n, 57n));
        const upTo = (most: bigint) => draw(-(1n << most), 1n << most);
        const x = vector(bits.map(upTo), s);
        return [
          x,
          vector(
            bits.map((b) => upTo(57n - b)),
            t,
          ),
        ] as const;
      }),
    real: (x: Plain, y: Plain) =>
      pairwise(x, y, 0, (a, b) => a * b).values.map(
        (v) => [v, 1n << BigInt(x.scale + y.scale)] as const,
      ),
  },
});
