/**
 * How often each of 0 … bins − 1 is among secret integers: the counts of groups, too.
 *
 *   formula    Σ_i [x_i = j] for each j
 *   result     what is none of them is counted nowhere
 *   rounds     8; of one bin 7, of no bin none
 *   traffic    that of oneHot
 *   items      those of oneHot
 *   security   as one-hot-shares.ts says; the sums are local
 */
import { eachVector } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import { asShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { M, plain, vector } from "../examples.ts";
import { assertIndices } from "./index-type.ts";
import { assertPositions, oneHotCost, oneHotShares } from "./one-hot-shares.ts";

export const histogram = operation({
  name: "histogram",
  does: "how many elements of x are 0, 1, … bins − 1; all others count nowhere",
  prepare(c, x: Secret, bins: number) {
    const operands = [c.own(x)];
    assertIndices("histogram", x);
    assertPositions("histogram", c.field, bins);
    asShape("histogram", [x.length, bins]);
    const t = x.length;
    return {
      operands,
      parameters: [bins],
      gives: numbersOf([bins], 0, [0, t]),
      cost: () => oneHotCost(c.field.bits, t, bins),
      async run(k, [a]) {
        const hot = await oneHotShares(k, a!, bins);
        const ones = new BigUint64Array(t).fill(1n);
        return eachVector(hot, (v) => k.field.matrixProduct(ones, v, 1, t, bins));
      },
    };
  },
  plain: (x: Plain, bins: number) =>
    vector(Array.from({ length: bins }, (_, j) => x.values.filter((v) => v === BigInt(j)).length)),
  examples: () => [
    [vector([2]), 3],
    [vector([0n, 2n, 2n, -1n, M]), 3],
    [plain([2, 1], [0, 0]), 1],
    [vector([]), 2],
    [vector([1]), 0],
  ],
});
