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
import { truncatedType } from "./truncated-type.ts";
import { assertTruncatable, truncateShares, truncationCost } from "./truncation.ts";

export const multiplyFixed = operation({
  name: "multiplyFixed",
  does: "x·y in fixed point, at the larger of the two scales, rounded as truncate does",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const f = Math.min(x.scale, y.scale);
    if (f > 0) assertTruncatable(c.field, "multiplyFixed", f);
    const shape = broadcastShapes("multiplyFixed", x.shape, y.shape);
    const raw = typeOfProduct(c.field, "multiplyFixed", x, y, shape);
    const t = sizeOf(shape);
    const exact = c.rounding === "floor";
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: f === 0 ? raw : truncatedType(c.field, "multiplyFixed", raw, f),
      cost: () =>
        f === 0 ? multiplyCost(t) : inTurn(multiplyCost(t), truncationCost(f, t, exact)),
      async run(k, [a, b]) {
        const [left, right] = [expand(a!, x.shape, shape), expand(b!, y.shape, shape)];
        const product = await multiplyShares(k, left, right, k.local);
        return f === 0 ? product : truncateShares(k, product, f, exact);
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
});
