/**
 * A matrix opened once, for many products.
 *
 *   source     Beaver's trick on matrices (paper-notes/spdz.md)
 *   rounds     1
 *   traffic    k×l: kl elements to each
 *   items      1 matrix triple with as many products as are prepared
 *   security   X − A is uniform. One A serves one X: products with it differ in B and C, and each prepared pair
 *              is used once.
 */
import {
  type MatrixTriple,
  matrixTripleOf,
  takeMatrixTriple,
} from "../../items/kinds/matrix-triple.ts";
import { otherOperation } from "../../online/operation.ts";
import { asShape, describeShape } from "../../online/shape.ts";
import type { MaskedMatrix, Secret } from "../../online/values.ts";
import { maskShares } from "../../protocols/share.ts";
import { plain, vector } from "../examples.ts";
import { assertOptions } from "../options.ts";
import { assertTriple, isEmpty } from "./dimensions.ts";
import { MaskedSecret, type Uses } from "./masked-secret.ts";

export const maskMatrix = otherOperation<[x: Secret, uses: Uses], MaskedMatrix>({
  name: "maskMatrix",
  does: "X, or a column, opened against a mask that carries so many products with matrices of `columns` columns",
  prepare(c, x: Secret, uses: Uses) {
    const operands = [c.own(x)];
    const [rows, inner = 1] = x.shape;
    if (rows === undefined || x.shape.length > 2)
      throw new RangeError(`maskMatrix: a matrix is expected, not ${describeShape(x.shape)}`);
    assertOptions("maskMatrix", uses, "columns", "products", "transposed");
    const { columns, products: pairs, transposed } = uses;
    asShape("maskMatrix", [Math.max(rows, inner), columns]);
    const sane = Number.isInteger(pairs) && Number.isInteger(transposed);
    if (!sane || pairs < 0 || transposed < 0 || pairs + transposed === 0)
      throw new RangeError(`maskMatrix: ${pairs} products and ${transposed} transposed products`);
    const shape = { rows, inner, columns, pairs, transposed };
    assertTriple("maskMatrix", c, shape);
    const empty = isEmpty(shape);
    const label = `mask-matrix ${rows}x${inner}x${columns}*${pairs}+${transposed}`;
    return {
      operands,
      parameters: [columns, pairs, transposed],
      cost: () => ({
        rounds: 1,
        opened: empty ? 0 : rows * inner,
        items: empty ? [] : [[matrixTripleOf(shape), 1]],
      }),
      async run(k, [a], calling) {
        const held = (open: ConstructorParameters<typeof MaskedSecret>[4]) =>
          calling.operand(
            (run, origin) =>
              new MaskedSecret(
                run,
                origin,
                x,
                { columns, products: pairs, transposed },
                open,
                calling,
              ),
          );
        if (empty)
          return k.open({
            label,
            opens: 0,
            material: Promise.resolve(null),
            masked: () => [],
            finish: () => held(null),
          });
        return k.open({
          label,
          opens: rows * inner,
          material: takeMatrixTriple(k, shape),
          masked: (triple: MatrixTriple) => [maskShares(a!, triple.a)],
          finish: (e, triple) => held({ e, triple }),
        });
      },
    };
  },
  // What it is good for is shown by its products.
  plain: () => null,
  examples: () => [
    [plain([2, 3], [1, -2, 3, 0, 5, 7]), { columns: 2, products: 1, transposed: 1 }],
    [vector([4, 5]), { columns: 1, products: 1, transposed: 1 }],
    [plain([2, 0], []), { columns: 1, products: 1, transposed: 0 }],
  ],
});
