import { eachVector } from "../../online/matrix-layout.ts";
import { toResidues } from "../../online/numbers.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { numbersOf, rangeOfProduct, scaleOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { plain, vector } from "../examples.ts";
import { listOf, REAL, rangeOfPublic } from "../public-values.ts";
import { productOf } from "./dimensions.ts";
import { timesPlain } from "./plain-product.ts";

export const publicProduct = localOperation<
  [values: PublicValues, rows: number, x: Secret, scale?: number]
>({
  name: "publicProduct",
  does: "a public matrix of `rows` rows times X, taken at `scale` fractional bits, 0 unless given; the scales add up",
  prepare(c, values: PublicValues, rows: number, x: Secret, scale = 0) {
    const operands = [c.own(x)];
    const height = x.shape[0] ?? 1;
    const { inner, columns, shape } = productOf("publicProduct", [rows, height], x.shape);
    const total = scaleOfProduct(c.field, "publicProduct", x.scale, scale);
    if (values.length !== rows * inner)
      throw new RangeError(`publicProduct: ${values.length} values for ${rows} × ${inner}`);
    const left = toResidues(c.field, "publicProduct", values, scale);
    const of = rangeOfPublic(x.range, values, scale);
    return {
      operands,
      parameters: [rows, scale],
      scales: [scale, x.scale],
      valued: true,
      gives: numbersOf(shape, total, rangeOfProduct(c.field, total, x.range, of, inner)),
      run: ({ field }, [a]) =>
        eachVector(a!, (v) => field.matrixProduct(left, v, rows, inner, columns)),
    };
  },
  plain: (values: PublicValues, rows: number, x: Plain, scale = 0) =>
    timesPlain(plain([rows, x.shape[0]!], listOf(values, values.length, scale), scale), x),
  real: (_, values, rows, x: Plain) =>
    timesPlain(plain([rows, x.shape[0]!], listOf(values, values.length, REAL), REAL), x),
  examples: () => [
    [[1, -2, 3, 0], 2, plain([2, 2], [1, 2, 3, 2n ** 50n])],
    [[0.5, 1], 1, vector([4, -6], 3), 2],
    [[0.3, -0.7], 1, vector([4, -6], 3), 2],
    [[], 2, plain([0, 2], [])],
  ],
});
