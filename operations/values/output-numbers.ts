/**
 * To everybody, as real numbers. The output is that of output.ts; only what the program is given differs.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Output"
 *   rounds     1, between two MAC checks
 *   traffic    t elements to each, and the checks
 *   items      none
 *   security   as output.ts; the numbers are doubles, exact up to 2^53
 */
import { toNumbers } from "../../online/numbers.ts";
import { otherOperation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { ones } from "../examples.ts";

export const outputNumbers = otherOperation<[x: Secret], number[]>({
  name: "outputNumbers",
  does: "to everybody, as real numbers; checked before it resolves",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    cost: () => ({ rounds: 1, opened: x.length, items: [], checks: Math.min(x.length, 1) }),
    run: async (k, [a]) => toNumbers(k.field, await k.output(a!), x.scale),
  }),
  // Of integers, which doubles hold exactly.
  plain: (x: Plain) => x.values,
  examples: () => ones([0n, 1n, -1n, 2n ** 53n, -(2n ** 53n)]),
});
