/**
 * To one party, as signed integers; null at the others.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Output", of y − r with r an input mask of that party
 *   rounds     1, between two MAC checks
 *   traffic    t elements to each, and the checks
 *   items      t input masks of the party
 *   security   r is uniform to everybody else, so y − r says nothing. All parties check y − r before anyone goes on:
 *              the party is given no wrong y either (online/shared-kernel.ts)
 */
import { inputMaskOf } from "../../items/kinds/input-mask.ts";
import { toSigned } from "../../online/numbers.ts";
import { otherOperation, type Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { EDGES, ones } from "../examples.ts";

export const outputTo = otherOperation<[party: number, x: Secret], bigint[] | null>({
  name: "outputTo",
  does: "to one party, as integers value·2^scale, null at the others; checked by all before it resolves",
  prepare(c, party: number, x: Secret) {
    c.assertParty(party);
    return {
      operands: [c.own(x)],
      parameters: [party],
      cost: () => ({
        rounds: 1,
        opened: x.length,
        checks: Math.min(x.length, 1),
        items: [[inputMaskOf(party), x.length]],
      }),
      run: async (k, [a]) => {
        const opened = await k.outputTo(party, a!);
        return opened === null ? null : toSigned(k.field, opened);
      },
    };
  },
  plain: (_party: number, x: Plain) => x.values,
  examples: () => ones(EDGES).map(([x], k) => [k % 2, x] as const),
});
