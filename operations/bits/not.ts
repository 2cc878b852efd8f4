import { localOperation, type Plain } from "../../online/operation.ts";
import { bitsOf } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { addPublic, type LocalContext, negateShare, type Share } from "../../protocols/share.ts";
import { BIT_EXAMPLES, each } from "../examples.ts";
import { assertBits } from "./assert-bits.ts";

/** ⟦1 − b_j⟧ */
export const notShares = (h: LocalContext, b: Share): Share =>
  addPublic(h, negateShare(h, b), new BigUint64Array(b.value.length).fill(1n));

export const not = localOperation({
  name: "not",
  does: "1 − b of bits, element by element",
  prepare(c, b: Secret) {
    const operands = [c.own(b)];
    assertBits("not", b);
    return { operands, gives: bitsOf(b.shape), run: (h, [x]) => notShares(h, x!) };
  },
  plain: (b: Plain) => each(b, 0, (x) => 1n - x),
  examples: () => BIT_EXAMPLES,
});
