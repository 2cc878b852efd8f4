import { toResiduesOf } from "../../online/numbers.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { numbersOf, rangeOfProduct, scaleOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyPublic as multiplyBy, multiplyPublicScalar } from "../../protocols/share.ts";
import { each, SMALL, vector } from "../examples.ts";
import { listOf, REAL, rangeOfPublic } from "../public-values.ts";

function times(x: Plain, values: PublicValues | number | bigint, scale: number): Plain {
  const list = listOf(values, x.values.length, scale);
  return each(x, x.scale + scale, (a, j) => a * list[j]!);
}

export const multiplyPublic = localOperation<
  [x: Secret, values: PublicValues | number | bigint, scale?: number]
>({
  name: "multiplyPublic",
  does: "x·c, element by element or by one number, taken at `scale` fractional bits, 0 unless given; the scales add up",
  prepare(c, x: Secret, values: PublicValues | number | bigint, scale = 0) {
    const operands = [c.own(x)];
    const total = scaleOfProduct(c.field, "multiplyPublic", x.scale, scale);
    const single = typeof values === "number" || typeof values === "bigint";
    const count = single ? 1 : x.length;
    const clear = toResiduesOf(c.field, "multiplyPublic", values, count, scale);
    const range = rangeOfProduct(c.field, total, x.range, rangeOfPublic(x.range, values, scale));
    return {
      operands,
      parameters: [scale],
      scales: [x.scale, scale],
      valued: true,
      gives: numbersOf(x.shape, total, range),
      run: (h, [a]) => (single ? multiplyPublicScalar(h, a!, clear) : multiplyBy(h, a!, clear)),
    };
  },
  plain: (x: Plain, values: PublicValues | number | bigint, scale = 0) => times(x, values, scale),
  real: (_, x: Plain, values) => times(x, values, REAL),
  examples: () => [
    [vector(SMALL), [3, -2, 0, 7n, -1]],
    [vector([5, -5], 2), -1.5, 1],
    [vector([5, -5, 6], 2), [0.3, -0.7, 1 / 3], 3],
    [vector([5, -5]), 0.3, 2],
    [vector([]), [], 3],
  ],
});
