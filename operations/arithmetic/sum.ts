import { eachVector } from "../../online/matrix-layout.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { ones, plain } from "../examples.ts";

export const sum = localOperation({
  name: "sum",
  does: "Σ x over all elements: a single value",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const range = rangeOfProduct(c.field, x.scale, x.range, [1, 1], x.length);
    return {
      operands,
      gives: numbersOf([], x.scale, range),
      run: ({ field }, [a]) => eachVector(a!, (v) => field.sum(v)),
    };
  },
  plain: (x: Plain) => plain([], [x.values.reduce((total, a) => total + a, 0n)], x.scale),
  examples: () => ones([0n, 1n, -1n, 2n ** 57n, -(2n ** 56n)]),
});
