/**
 * |x|, element by element.
 *
 *   formula    x − 2·[x < 0]·x
 *   rounds     8
 *   traffic    t·229 elements to each
 *   items      t comparison masks, t·114 triples
 *   security   as of a comparison (comparison/times-negative.ts)
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, subtractShares } from "../../protocols/share.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { EDGES, each, ones, vector } from "../examples.ts";

const rangeOfAbsolute = ([least, greatest]: Range): Range => [
  least <= 0 && greatest >= 0 ? 0 : Math.min(Math.abs(least), Math.abs(greatest)),
  Math.max(Math.abs(least), Math.abs(greatest)),
];

export const abs = operation({
  name: "abs",
  does: "|x|, element by element",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    gives: numbersOf(x.shape, x.scale, x.range && rangeOfAbsolute(x.range)),
    cost: () => timesNegativeCost(c, x.length),
    async run(k, [a]) {
      const h = k.residues;
      const [negative] = await timesNegative(k, a!, [a!]);
      return subtractShares(h, a!, addShares(h, negative!, negative!));
    },
  }),
  plain: (x: Plain) => each(x, x.scale, (v) => (v < 0n ? -v : v)),
  examples: () => [[vector([-3], 4)], ...ones(EDGES)],
});
