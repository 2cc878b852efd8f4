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
