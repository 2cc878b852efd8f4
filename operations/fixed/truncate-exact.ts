/**
 * Division by 2^f, always rounded down: as `truncate` with rounding "floor".
 *
 *   source     this project (truncation.ts, borrow.ts)
 *   rounds     2 + ⌈log2 f⌉ (f = 1: 2)
 *   traffic    t·(3 + 4·(2(f − 1) − ⌈log2 f⌉)) elements to each
 *   items      t truncation masks with their low bits, t·(1 + 2·(2(f − 1) − ⌈log2 f⌉)) triples
 *   security   as truncation.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, each, ones } from "../examples.ts";
import { truncation } from "./truncate.ts";
import { ONE_ULP } from "./truncation-accuracy.ts";

export const truncateExact = operation({
  name: "truncateExact",
  does: "⌊x/2^f⌋ exactly; the scale falls by f; |x| ≤ M",
  prepare: (c, x: Secret, f: number) => truncation(c, "truncateExact", x, f, "floor"),
  plain: (x: Plain, f: number) => each(x, Math.max(x.scale - f, 0), (v) => v >> BigInt(f)),
  examples: () => [
    ...ones([...EDGES, 2n ** 20n, -1n - 2n ** 16n]).map(([x]) => [x, 16] as const),
    ...ones(EDGES, 4).map(([x]) => [x, 3] as const),
    ...ones([5n, -5n]).map(([x]) => [x, 1] as const),
  ],
  accuracy: ONE_ULP,
});
