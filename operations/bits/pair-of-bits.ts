import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Cost, SecretCall } from "../../online/operation.ts";
import { bitsOf } from "../../online/secret-type.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import type { Share } from "../../protocols/share.ts";
import { assertBits } from "./assert-bits.ts";

/** A call that makes a bit of each pair of bits. `cost`: of so many pairs. */
export function pairOfBits(
  c: Checking,
  what: string,
  [x, y]: readonly [Secret, Secret],
  cost: (t: number) => Cost,
  of: (k: Kernel, x: Share, y: Share) => Promise<Share>,
): SecretCall {
  const operands = [c.own(x), c.own(y)];
  assertBits(what, x, y);
  const shape = broadcastShapes(what, x.shape, y.shape);
  return {
    operands,
    gives: bitsOf(shape),
    cost: () => cost(sizeOf(shape)),
    run: (k, [a, b]) => of(k, expand(a!, x.shape, shape), expand(b!, y.shape, shape)),
  };
}
