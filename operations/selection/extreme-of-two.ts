/**
 * The lesser or the greater of two numbers of one scale, element by element.
 *
 *   formula    with d = x − y: min = y + [d < 0]·d, max = x − [d < 0]·d
 *   rounds     8
 *   traffic    t·229 elements to each
 *   items      t comparison masks, t·114 triples
 *   security   as of a comparison (comparison/times-negative.ts)
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, SecretCall } from "../../online/operation.ts";
import { assertSameScale, joined, type Range, type SecretType } from "../../online/secret-type.ts";
import { broadcastShapes, expand, sizeOf } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addShares, type Share, subtractShares } from "../../protocols/share.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";

export interface Ordered {
  readonly lesser: Share;
  readonly greater: Share;
}

/** ⟦min(x_j, y_j)⟧ and ⟦max(x_j, y_j)⟧ */
export async function orderedShares(k: Kernel, x: Share, y: Share): Promise<Ordered> {
  const h = k.residues;
  const difference = subtractShares(h, x, y);
  const [moved] = await timesNegative(k, difference, [difference]);
  return { lesser: addShares(h, y, moved!), greater: subtractShares(h, x, moved!) };
}

/** A call of `which` of two numbers. */
export function extremeOfTwo(
  c: Checking,
  what: string,
  [x, y]: readonly [Secret, Secret],
  which: keyof Ordered,
): SecretCall {
  const operands = [c.own(x), c.own(y)];
  assertSameScale(what, x, y);
  const shape = broadcastShapes(what, x.shape, y.shape);
  return {
    operands,
    gives: typeOfExtreme(joined(x, y, shape), x.range, y.range, which),
    cost: () => timesNegativeCost(c, sizeOf(shape)),
    async run(k, [a, b]) {
      const ordered = await orderedShares(
        k,
        expand(a!, x.shape, shape),
        expand(b!, y.shape, shape),
      );
      return ordered[which];
    },
  };
}

function typeOfExtreme(
  type: SecretType,
  x: Range | null,
  y: Range | null,
  which: keyof Ordered,
): SecretType {
  if (x === null || y === null) return type;
  const end = which === "lesser" ? Math.min : Math.max;
  return { ...type, range: [end(x[0], y[0]), end(x[1], y[1])] };
}
