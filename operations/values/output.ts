/**
 * To everybody, as signed integers (value·2^scale). What was opened before is checked, and a batch that contains the
 * output, before it resolves: the kernel does it (shared-kernel.ts).
 */
import { toSigned } from "../../online/numbers.ts";
import { otherOperation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, ones } from "../examples.ts";

export const output = otherOperation<[x: Secret], bigint[]>({
  name: "output",
  does: "to everybody, as integers value·2^scale; checked before it resolves",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    cost: () => ({ rounds: 1, opened: x.length, items: [], checks: Math.min(x.length, 1) }),
    run: async (k, [a]) => toSigned(k.field, await k.output(a!)),
  }),
  plain: (x: Plain) => x.values,
  examples: () => ones(EDGES),
});
