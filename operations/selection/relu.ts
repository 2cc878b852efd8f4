/**
 * x where it is positive and 0 elsewhere, element by element.
 *
 *   formula    x − [x < 0]·x
 *   rounds     8
 *   traffic    t·229 elements to each
 *   items      t comparison masks, t·114 triples
 *   security   as of a comparison (comparison/times-negative.ts)
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { subtractShares } from "../../protocols/share.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { EDGES, each, ones, vector } from "../examples.ts";

export const relu = operation({
  name: "relu",
  does: "x where x > 0, and 0 elsewhere, element by element",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    gives: numbersOf(
      x.shape,
      x.scale,
      x.range && [Math.max(x.range[0], 0), Math.max(x.range[1], 0)],
    ),
    cost: () => timesNegativeCost(c, x.length),
    async run(k, [a]) {
      const [negative] = await timesNegative(k, a!, [a!]);
      return subtractShares(k.residues, a!, negative!);
    },
  }),
  plain: (x: Plain) => each(x, x.scale, (v) => (v > 0n ? v : 0n)),
  examples: () => [[vector([-3], 4)], ...ones(EDGES)],
});
