import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, each, ones } from "../examples.ts";
import { truncatedType } from "./truncated-type.ts";
import { truncateShares, truncationCost } from "./truncation.ts";

export const truncateExact = operation({
  name: "truncateExact",
  does: "⌊x/2^f⌋ exactly; the scale falls by f; |x| ≤ M",
  prepare: (c, x: Secret, f: number) => ({
    operands: [c.own(x)],
    parameters: [f],
    gives: truncatedType(c.field, "truncateExact", x, f),
    cost: () => truncationCost(f, x.length, true),
    run: (k, [a]) => truncateShares(k, a!, f, true),
  }),
  plain: (x: Plain, f: number) => each(x, Math.max(x.scale - f, 0), (v) => v >> BigInt(f)),
  examples: () => [
    ...ones([...EDGES, 2n ** 20n, -1n - 2n ** 16n]).map(([x]) => [x, 16] as const),
    ...ones(EDGES, 4).map(([x]) => [x, 3] as const),
    ...ones([5n, -5n]).map(([x]) => [x, 1] as const),
  ],
});
