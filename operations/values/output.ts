/**
 * To everybody, as signed integers value·2^scale.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Output"
 *   invariant  the values are covered by an accepted check when the call resolves
 *   rounds     1, between two MAC checks. The first is left out where nothing unchecked was opened before
 *   traffic    t elements to each, and the checks
 *   items      none
 *   security   what was opened before is checked, then a batch that contains the output (online/shared-kernel.ts)
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
