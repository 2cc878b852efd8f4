import { localOperation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct, scaleOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { type LocalContext, multiplyPublicScalar, type Share } from "../../protocols/share.ts";
import { EDGES, each, ones } from "../examples.ts";

/** ⟦x·2^f⟧ */
export const scaleUpShares = (h: LocalContext, x: Share, f: number): Share =>
  f === 0 ? x : multiplyPublicScalar(h, x, BigUint64Array.of(1n << BigInt(f)));

export const scaleUp = localOperation({
  name: "scaleUp",
  does: "the same numbers with f more fractional bits; |x|·2^(scale + f) ≤ M",
  prepare(c, x: Secret, f: number) {
    const operands = [c.own(x)];
    const scale = scaleOfProduct(c.field, "scaleUp", x.scale, f);
    return {
      operands,
      parameters: [f],
      scales: [x.scale, f],
      gives: numbersOf(x.shape, scale, rangeOfProduct(c.field, scale, x.range, [1, 1])),
      run: (h, [a]) => scaleUpShares(h, a!, f),
    };
  },
  plain: (x: Plain, f: number) => each(x, x.scale + f, (v) => v << BigInt(f)),
  examples: () => [
    ...ones([0n, 1n, -1n, 2n ** 41n, -(2n ** 41n)]).map(([x]) => [x, 16] as const),
    ...ones([3n, -3n], 4).map(([x]) => [x, 3] as const),
    ...ones(EDGES).map(([x]) => [x, 0] as const),
  ],
});
