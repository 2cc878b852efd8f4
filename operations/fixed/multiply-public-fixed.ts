/**
 * x·c in fixed point for public c: a local product, then truncation back to the scale of x.
 *
 *   source     truncation.ts
 *   rounds     1; where truncation is exact, 2 + ⌈log2 scale⌉; scale = 0: 0
 *   traffic    those of a truncation by `scale`
 *   items      those of a truncation by `scale`
 *   security   as of a truncation
 */
import { toResiduesOf } from "../../online/numbers.ts";
import { operation, type Plain } from "../../online/operation.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { numbersOf, rangeOfProduct, scaleOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyPublic, multiplyPublicScalar } from "../../protocols/share.ts";
import { each, roundedFrom, vector } from "../examples.ts";
import { listOf, REAL, rangeOfPublic } from "../public-values.ts";
import { rescale } from "./rescale.ts";

export const multiplyPublicFixed = operation<
  [x: Secret, values: PublicValues | number | bigint, scale?: number]
>({
  name: "multiplyPublicFixed",
  does: "x·c in fixed point, element by element or by one number, taken at `scale` fractional bits (those of x unless given), at the scale of x",
  prepare(c, x: Secret, values: PublicValues | number | bigint, scale = x.scale) {
    const operands = [c.own(x)];
    const total = scaleOfProduct(c.field, "multiplyPublicFixed", x.scale, scale);
    const single = typeof values === "number" || typeof values === "bigint";
    const count = single ? 1 : x.length;
    const clear = toResiduesOf(c.field, "multiplyPublicFixed", values, count, scale);
    const range = rangeOfProduct(c.field, total, x.range, rangeOfPublic(x.range, values, scale));
    const last = rescale(c, "multiplyPublicFixed", numbersOf(x.shape, total, range), scale);
    return {
      operands,
      parameters: [scale],
      scales: [x.scale, scale],
      gives: last.gives,
      cost: () => last.cost(),
      run: (k, [a]) =>
        last.run(
          k,
          single ? multiplyPublicScalar(k.local, a!, clear) : multiplyPublic(k.local, a!, clear),
        ),
    };
  },
  plain(x: Plain, values: PublicValues | number | bigint, scale = x.scale) {
    const list = listOf(values, x.values.length, scale);
    const floors = each(x, x.scale, (a, j) => (a * list[j]!) >> BigInt(scale));
    return scale === 0 ? floors : roundedFrom(floors);
  },
  real(_, x: Plain, values) {
    const list = listOf(values, x.values.length, REAL);
    return each(x, x.scale + REAL, (a, j) => a * list[j]!);
  },
  examples: () => [
    [vector([0, 1, -1, 2n ** 28n, -(2n ** 28n)], 16), [0.5, -0.3, 1 / 3, 7n, -1]],
    [vector([5, -5], 2), -1.5],
    [vector([5, -5], 2), 0.3, 20],
    [vector([5, -5]), 0.3, 8],
    [vector([2n ** 56n, -1]), 2],
    [vector([], 3), [], 3],
  ],
  accuracy: {
    ulps: 1,
    over: "|x·c|·2^(both scales) ≤ M and c a multiple of 2^-scale; another c is rounded to one",
    samples: (draw) =>
      [
        [16, 16],
        [8, 30],
        [0, 20],
      ].map(([s, scale]) => {
        const bits = Array.from({ length: 40 }, () => draw(10n, 47n));
        const upTo = (most: bigint) => draw(-(1n << most), 1n << most);
        const values = bits.map((b) => Number(upTo(57n - b)) / 2 ** scale!);
        return [vector(bits.map(upTo), s), values, scale!] as const;
      }),
    real: (x: Plain, values, scale = x.scale) =>
      listOf(values, x.values.length, scale).map(
        (v, j) => [x.values[j]! * v, 1n << BigInt(x.scale + scale)] as const,
      ),
  },
});
