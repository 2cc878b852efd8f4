import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfNegative } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { negateShare } from "../../protocols/share.ts";
import { EDGES, each, ones } from "../examples.ts";

export const negate = localOperation({
  name: "negate",
  does: "−x, element by element",
  prepare: (c, x: Secret) => ({
    operands: [c.own(x)],
    gives: numbersOf(x.shape, x.scale, rangeOfNegative(x.range)),
    run: (h, [a]) => negateShare(h, a!),
  }),
  plain: (x: Plain) => each(x, x.scale, (a) => -a),
  examples: () => ones(EDGES),
});
