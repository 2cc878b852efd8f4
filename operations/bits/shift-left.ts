import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { multiplyPublicScalar } from "../../protocols/share.ts";
import { each, ones } from "../examples.ts";
import { assertShift } from "./shift.ts";

export const shiftLeft = localOperation({
  name: "shiftLeft",
  does: "x·2^f at the same scale; |x·2^f| must stay in range",
  prepare(c, x: Secret, f: number) {
    const operands = [c.own(x)];
    assertShift(c.field, "shiftLeft", f);
    const factor = BigUint64Array.of(1n << BigInt(f));
    const range = rangeOfProduct(c.field, x.scale, x.range, [2 ** f, 2 ** f]);
    return {
      operands,
      parameters: [f],
      gives: numbersOf(x.shape, x.scale, range),
      run: (h, [a]) => multiplyPublicScalar(h, a!, factor),
    };
  },
  plain: (x: Plain, f: number) => each(x, x.scale, (v) => v << BigInt(f)),
  examples: () => [
    ...ones([0n, 1n, -1n, 2n ** 40n, -(2n ** 40n)]).map(([x]) => [x, 17] as const),
    ...ones([3n, -3n], 4).map(([x]) => [x, 2] as const),
    ...ones([0n]).map(([x]) => [x, 0] as const),
  ],
});
