/**
 * x where b is 1, y where it is 0, element by element.
 *
 *   formula    y + b·(x − y)
 *   rounds     1
 *   traffic    2t elements to each
 *   items      t triples
 *   security   as of a product
 */
import type { Kernel } from "../../online/kernel.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { assertSameScale, joined } from "../../online/secret-type.ts";
import { broadcastShapes, expand, type Shape, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { assertBits } from "../bits/assert-bits.ts";
import { bits, bitVector, M, pairwise, plain, vector } from "../examples.ts";

/** ⟦y_j + b_j·(x_j − y_j)⟧ */
export async function selectShares(k: Kernel, b: Share, x: Share, y: Share): Promise<Share> {
  const h = k.residues;
  return addShares(h, y, await multiplyShares(k, b, subtractShares(h, x, y)));
}

export const select = operation({
  name: "select",
  does: "x where the bit b is 1, y where it is 0, element by element, of numbers of one scale",
  prepare(c, b: Secret, x: Secret, y: Secret) {
    const operands = [c.own(b), c.own(x), c.own(y)];
    assertBits("select", b);
    assertSameScale("select", x, y);
    const either = broadcastShapes("select", x.shape, y.shape);
    const shape = broadcastShapes("select", b.shape, either);
    const at = (s: Share, from: Shape) => expand(s, from, shape);
    return {
      operands,
      gives: joined(x, y, shape),
      cost: () => multiplyCost(sizeOf(shape)),
      run: (k, [bit, left, right]) =>
        selectShares(k, at(bit!, b.shape), at(left!, x.shape), at(right!, y.shape)),
    };
  },
  plain: (b: Plain, x: Plain, y: Plain) => {
    const chosen = pairwise(b, x, x.scale, (bit, v) => bit * v);
    const others = pairwise(b, y, y.scale, (bit, v) => (1n - bit) * v);
    return pairwise(chosen, others, x.scale, (v, w) => v + w);
  },
  examples: () => [
    [bitVector([0, 1, 1, 0]), vector([M, M, -M, 5n]), vector([-M, -M, M, 6n])],
    [bits([2, 1], [0, 1]), vector([1, 2], 4), vector([-3], 4)],
    [bits([], [1]), plain([0], []), vector([4])],
  ],
});
