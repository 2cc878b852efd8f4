/**
 * Σ x_j·y_j.
 *
 *   source     Beaver's trick, SPDZ-2, ePrint 2012/642, Fig. 1 "Multiply"; the sum is local
 *   rounds     1
 *   traffic    2t elements to each
 *   items      t triples
 *   security   x_j − a_j and y_j − b_j are uniform, and stay unchecked until an output
 */
import { type Triples, takeTriples } from "../../items/kinds/triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import { partOf, recombineToSum } from "../../online/local-maps.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { describeShape, sameShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { type LocalContext, maskShares, type Share } from "../../protocols/share.ts";
import { plain, SMALL, vector } from "../examples.ts";
import { multiplyCost } from "./multiply.ts";
import { typeOfProduct } from "./product-type.ts";

/** ⟦Σ_j x_j·y_j⟧ of shares of one length; in the clear one that leaves ±M is an error if `h` says so. */
export function dotShares(
  k: Kernel,
  x: Share,
  y: Share,
  h: LocalContext = k.residues,
): Promise<Share> {
  const t = x.value.length;
  return k.open({
    label: `dot ${t}`,
    opens: 2 * t,
    material: takeTriples(k, t),
    masked: ({ a, b }: Triples) => [maskShares(x, a), maskShares(y, b)],
    finish: (opened, triples) =>
      recombineToSum(h, triples, partOf(opened, 0, t), partOf(opened, t, 2 * t)),
  });
}

/** RangeError naming `what` unless x and y are of one shape. */
export function assertPaired(what: string, x: Secret, y: Secret): void {
  if (!sameShape(x.shape, y.shape))
    throw new RangeError(
      `${what}: shapes ${describeShape(x.shape)} and ${describeShape(y.shape)} differ`,
    );
}

export const dot = operation({
  name: "dot",
  does: "Σ x·y over all elements, of one shape; raw: the scales add up",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    assertPaired("dot", x, y);
    const t = x.length;
    return {
      operands,
      scales: [x.scale, y.scale],
      gives: typeOfProduct(c.field, "dot", x, y, [], t),
      cost: () => multiplyCost(t),
      run: (k, [a, b]) => dotShares(k, a!, b!, k.local),
    };
  },
  plain: (x: Plain, y: Plain) =>
    plain([], [x.values.reduce((sum, a, j) => sum + a * y.values[j]!, 0n)], x.scale + y.scale),
  examples: () => [
    [vector(SMALL), vector([...SMALL].reverse())],
    [plain([2, 2], [1, 2, 3, 4], 3), plain([2, 2], [5, -6, 7, -8], 2)],
    [vector([]), vector([])],
  ],
});
