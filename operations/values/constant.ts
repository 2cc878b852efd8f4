import { localOperation } from "../../online/operation.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { asShape, type Shape, sizeOf } from "../../online/shape.ts";
import { sharePublic } from "../../protocols/share.ts";
import { EDGES, M, plain } from "../examples.ts";
import { listOf, REAL, rangeOfConstant } from "../public-values.ts";
import { type Declared, declaredType, ownResidues, typeParameters } from "./declared.ts";

export const constant = localOperation({
  name: "constant",
  does: "public values as a secret that everybody knows",
  prepare(c, values: PublicValues, shape: number | Shape, declared?: Declared) {
    const size = asShape("constant", shape);
    const stated = declaredType(c.field, "constant", size, declared);
    const clear = ownResidues(c.field, "constant", values, stated);
    return {
      operands: [],
      // No id holds a value, nor a range that follows from values.
      parameters: typeParameters(stated),
      scales: [stated.scale],
      valued: true,
      gives: { ...stated, range: stated.range ?? rangeOfConstant(c.field, values, stated.scale) },
      run: (h) => sharePublic(h, clear),
    };
  },
  plain: (values, shape, { scale = 0 } = {}) => {
    const size = typeof shape === "number" ? [shape] : shape;
    return plain(size, listOf(values, sizeOf(size), scale), scale);
  },
  real: (_, values, shape) => {
    const size = typeof shape === "number" ? [shape] : shape;
    return plain(size, listOf(values, sizeOf(size), REAL), REAL);
  },
  examples: () => [
    [EDGES, EDGES.length],
    [[0.5, -0.25, 3, 1 / 3], [2, 2], { scale: 4 }],
    [[1, 0], [2], { type: "bit" as const }],
    // No double is either: the nearest ones are nearer to 0.
    [[M - 17n, 17n - M], 2],
    [[], [0, 3]],
  ],
});
