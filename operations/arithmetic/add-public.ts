import { SCALE_OF_SECRET, toResiduesOf } from "../../online/numbers.ts";
import { localOperation, type Plain } from "../../online/operation.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { numbersOf, rangeOfSum } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { addPublic as addPublicTo } from "../../protocols/share.ts";
import { EDGES, each, vector } from "../examples.ts";
import { listOf, rangeOfPublic } from "../public-values.ts";

export const addPublic = localOperation({
  name: "addPublic",
  does: "x + c, element by element or one number for all; c is rounded to the scale of x",
  prepare(c, x: Secret, values: PublicValues | number | bigint) {
    const operands = [c.own(x)];
    const clear = toResiduesOf(c.field, "addPublic", values, x.length, x.scale, SCALE_OF_SECRET);
    const range = rangeOfSum(c.field, x.scale, x.range, rangeOfPublic(x.range, values, x.scale));
    return {
      operands,
      valued: true,
      gives: numbersOf(x.shape, x.scale, range),
      run: (h, [a]) => addPublicTo(h, a!, clear),
    };
  },
  plain(x: Plain, values: PublicValues | number | bigint) {
    const list = listOf(values, x.values.length, x.scale);
    return each(x, x.scale, (a, j) => a + list[j]!);
  },
  examples: () => [
    [vector(EDGES), [0, 1, -1, -1n, 1n]],
    [vector([5, -5], 2), 0.5],
    [vector([5, -5, 6], 2), [0.3, -0.7, 1 / 3]],
    [vector([]), []],
  ],
});
