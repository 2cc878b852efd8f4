import { localOperation, type Plain } from "../../online/operation.ts";
import { rangeOfSum } from "../../online/secret-type.ts";
import { expand } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addShares } from "../../protocols/share.ts";
import { pairsOf, pairwise } from "../examples.ts";
import { typeOfSum } from "./sum-type.ts";

export const add = localOperation({
  name: "add",
  does: "x + y, element by element, of one scale",
  prepare(c, x: Secret, y: Secret) {
    const operands = [c.own(x), c.own(y)];
    const range = rangeOfSum(c.field, x.scale, x.range, y.range);
    const gives = typeOfSum("add", x, y, range);
    return {
      operands,
      gives,
      run: (h, [a, b]) =>
        addShares(h, expand(a!, x.shape, gives.shape), expand(b!, y.shape, gives.shape)),
    };
  },
  plain: (x: Plain, y: Plain) => pairwise(x, y, x.scale, (a, b) => a + b),
  examples: () => [...pairsOf([0n, 1n, -1n, 2n ** 57n, -5n]), ...pairsOf([3n, 8n], 4)],
});
