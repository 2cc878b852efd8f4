/**
 * −1, 0 or 1, element by element.
 *
 *   formula    1 − 2·[x < 0] − [x = 0]
 *   rounds     8
 *   traffic    t·239 elements to each
 *   items      t comparison masks, t·119 triples: one comparison of each element (comparison/sign-bits.ts)
 *   security   as of a comparison
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, subtractShares } from "../../protocols/share.ts";
import { notShares } from "../bits/not.ts";
import { signBits, signBitsCost } from "../comparison/sign-bits.ts";
import { EDGES, each, ones } from "../examples.ts";

export const sign = operation({
  name: "sign",
  does: "−1, 0 or 1 as an integer, element by element",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    gives: numbersOf(x.shape, 0, [-1, 1]),
    cost: () => signBitsCost(c, x.length),
    async run(k, [a]) {
      const h = k.residues;
      const { negative, zero } = await signBits(k, a!);
      const twice = addShares(h, negative, negative);
      return subtractShares(h, notShares(h, zero), twice);
    },
  }),
  plain: (x: Plain) => each(x, 0, (v) => (v < 0n ? -1n : v > 0n ? 1n : 0n)),
  examples: () => [[ones([3n], 4)[0]![0]], ...ones(EDGES)],
});
