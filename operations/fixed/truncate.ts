/**
 * Division by 2^f, rounded at random between two neighbours, or down where the run rounds so.
 *
 *   source     this project (truncation.ts)
 *   rounds     1; where it rounds down, 2 + ⌈log2 f⌉ (f = 1: 2)
 *   traffic    t elements to each; where it rounds down, those of truncateExact
 *   items      t truncation masks; where it rounds down, those of truncateExact
 *   security   as truncation.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, each, ones, roundedFrom } from "../examples.ts";
import { truncatedType } from "./truncated-type.ts";
import { truncateShares, truncationCost } from "./truncation.ts";
import { ONE_ULP } from "./truncation-accuracy.ts";

export const truncate = operation({
  name: "truncate",
  does: "⌊x/2^f⌋, or with probability (x mod 2^f)/2^f one more; the scale falls by f; |x| ≤ M",
  prepare(c, x: Secret, f: number) {
    const operands = [c.own(x)];
    const exact = c.rounding === "floor";
    return {
      operands,
      parameters: [f],
      gives: truncatedType(c.field, "truncate", x, f),
      cost: () => truncationCost(f, x.length, exact),
      run: (k, [a]) => truncateShares(k, a!, f, exact),
    };
  },
  plain: (x: Plain, f: number) =>
    roundedFrom(each(x, Math.max(x.scale - f, 0), (v) => v >> BigInt(f))),
  examples: () => [
    ...ones([...EDGES, 2n ** 20n, -1n - 2n ** 16n]).map(([x]) => [x, 16] as const),
    ...ones(EDGES, 4).map(([x]) => [x, 4] as const),
    ...ones(EDGES).map(([x]) => [x, 58] as const),
  ],
  accuracy: ONE_ULP,
});
