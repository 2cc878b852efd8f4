/**
 * ⌊x/2^f⌋ of x·2^scale as an integer, always rounded down: the arithmetic shift.
 *
 *   formula    the exact truncation (fixed/truncation.ts). That gives up fractional bits, this keeps the scale
 *   rounds     2 + ⌈log2 f⌉ (f = 0: none; f = 1: 2)
 *   traffic    t·(3 + 4·(2(f − 1) − ⌈log2 f⌉)) elements to each
 *   items      t truncation masks with their low bits, t·(1 + 2·(2(f − 1) − ⌈log2 f⌉)) triples
 *   security   as truncation.ts says
 */
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { NO_COST } from "../cost.ts";
import { EDGES, each, ones } from "../examples.ts";
import { assertTruncatable, truncateShares, truncationCost } from "../fixed/truncation.ts";
import { assertShift } from "./shift.ts";

export const shiftRight = operation({
  name: "shiftRight",
  does: "⌊x/2^f⌋ of x·2^scale as an integer, exactly, at the same scale; |x| ≤ M",
  prepare(c, x: Secret, f: number) {
    const operands = [c.own(x)];
    assertShift(c.field, "shiftRight", f);
    if (f > 0) assertTruncatable(c.field, "shiftRight", f);
    return {
      operands,
      parameters: [f],
      gives: numbersOf(x.shape, x.scale, shifted(x.range, x.scale, f)),
      cost: () => (f === 0 ? NO_COST : truncationCost(f, x.length, true)),
      run: async (k, [a]) => (f === 0 ? a! : truncateShares(k, a!, f, true)),
    };
  },
  plain: (x: Plain, f: number) => each(x, x.scale, (v) => v >> BigInt(f)),
  examples: () => [
    ...ones([...EDGES, 2n ** 20n, -1n - 2n ** 16n]).map(([x]) => [x, 16] as const),
    ...ones(EDGES, 4).map(([x]) => [x, 6] as const),
    ...ones([5n, -5n]).map(([x]) => [x, 1] as const),
    ...ones([5n]).map(([x]) => [x, 0] as const),
  ],
});

/** Down to the grid of the scale. */
function shifted(range: Range | null, scale: number, f: number): Range | null {
  const grid = 2 ** scale;
  const down = (v: number) => Math.floor((v * grid) / 2 ** f) / grid;
  return range && [down(range[0]), down(range[1])];
}
