/**
 * Uniform bits that nobody knows.
 *
 *   formula    bits of preprocessing, as they are
 *   rounds     none
 *   traffic    none
 *   items      t bits
 *   security   active, against n − 1, as of the item; exactly uniform
 */
import { BIT, takeBits } from "../../items/kinds/bit.ts";
import { operation } from "../../online/operation.ts";
import { bitsOf } from "../../online/secret-type.ts";
import { asShape, type Shape, sizeOf } from "../../online/shape.ts";
import { anyBelow } from "./plain-random.ts";

export const randomBits = operation({
  name: "randomBits",
  does: "uniform bits that no party knows",
  prepare(_, shape: number | Shape) {
    const size = asShape("randomBits", shape);
    const t = sizeOf(size);
    return {
      operands: [],
      parameters: size,
      gives: bitsOf(size),
      cost: () => ({ rounds: 0, opened: 0, items: [[BIT, t]] }),
      run: (k) => takeBits(k, t),
    };
  },
  plain: (shape) => anyBelow(2n, shape),
  examples: () => [[5], [[2, 3]], [[]], [0]],
});
