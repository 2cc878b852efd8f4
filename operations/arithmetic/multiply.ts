/**
 * x·y, element by element.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Multiply" (Beaver)
 *   rounds     1
 *   traffic    2t elements to each
 *   items      t triples
 *   security   x − a and y − b are uniform as a and b are; both stay unchecked until an output
 *   deviation  opened values are recombined as c + ε·b + δ·a + ε·δ in one pass over each vector
 */
import { TRIPLE, type Triples, takeTriples } from "../../items/kinds/triple.ts";
import type { Kernel } from "../../online/kernel.ts";
import { partOf, recombine } from "../../online/local-maps.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import {
  concatShares,
  type LocalContext,
  maskShares,
  type Share,
  sliceShare,
} from "../../protocols/share.ts";
import { pairsOf, pairwise, SMALL, vector } from "../examples.ts";
import { typeOfProduct } from "./product-type.ts";

/** ⟦x_j·y_j⟧ of shares of one length; in the clear one that leaves ±M is an error if `h` says so. */
export function multiplyShares(
  k: Kernel,
  x: Share,
  y: Share,
  h: LocalContext = k.residues,
): Promise<Share> {
  const t = x.value.length;
  return k.open({
    label: `multiply ${t}`,
    opens: 2 * t,
    material: takeTriples(k, t),
    masked: ({ a, b }: Triples) => [maskShares(x, a), maskShares(y, b)],
    finish: (opened, triples) =>
      recombine(h, triples, partOf(opened, 0, t), partOf(opened, t, 2 * t)),
  });
}

/** ⟦x_j·y_j⟧ of each of several pairs, at least one, in one round; all shares are of one length. */
export async function productsOf(
  k: Kernel,
  pairs: readonly (readonly [x: Share, y: Share])[],
): Promise<Share[]> {
  const t = pairs[0]![0].value.length;
  const products = await multiplyShares(
    k,
    concatShares(pairs.map(([x]) => x)),
    concatShares(pairs.map(([, y]) => y)),
  );
  return pairs.map((_, j) => sliceShare(products, j * t, (j + 1) * t));
}

/** Of t products. */
export const multiplyCost = (t: number) =>
  ({ rounds: 1, opened: 2 * t, items: [[TRIPLE, t]] }) as const;

export const multiply = operation({
  name: "multiply",
  does: "x·y, element by element; raw: the scales add up",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const shape = broadcastShapes("multiply", x.shape, y.shape);
    const gives = typeOfProduct(c.field, "multiply", x, y, shape);
    return {
      operands,
      scales: [x.scale, y.scale],
      gives,
      cost: () => multiplyCost(sizeOf(shape)),
      run: (k, [a, b]) =>
        multiplyShares(k, expand(a!, x.shape, shape), expand(b!, y.shape, shape), k.local),
    };
  },
  plain: (x: Plain, y: Plain) => pairwise(x, y, x.scale + y.scale, (a, b) => a * b),
  examples: () => [...pairsOf(SMALL), [vector([3, -5], 8), vector([7, 9], 4)]],
});
