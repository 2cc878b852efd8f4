import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Comparing, Cost, SecretCall } from "../../online/operation.ts";
import { assertSameScale, bitsOf } from "../../online/secret-type.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { type Share, subtractShares } from "../../protocols/share.ts";
import { notShares } from "../bits/not.ts";

/** A predicate of the difference of two numbers: [x − y < 0], or [x − y = 0]. */
interface OfDifference {
  of(k: Kernel, difference: Share): Promise<Share>;
  /** Of t elements. */
  cost(c: Comparing, t: number): Cost;
}

/**
 * A call that makes a bit of each pair of numbers of one scale. |x − y| ≤ 2M < (p − 1)/2, so that a difference of two
 * library integers has its own sign. `negated`: 1 minus the predicate.
 */
export function compared(
  c: Checking,
  what: string,
  [x, y]: readonly [Secret, Secret],
  { of, cost }: OfDifference,
  negated = false,
): SecretCall {
  const operands = [c.own(x), c.own(y)];
  assertSameScale(what, x, y);
  const shape = broadcastShapes(what, x.shape, y.shape);
  return {
    operands,
    gives: bitsOf(shape),
    cost: () => cost(c, sizeOf(shape)),
    async run(k, [a, b]) {
      const h = k.residues;
      const difference = subtractShares(h, expand(a!, x.shape, shape), expand(b!, y.shape, shape));
      const bit = await of(k, difference);
      return negated ? notShares(h, bit) : bit;
    },
  };
}
