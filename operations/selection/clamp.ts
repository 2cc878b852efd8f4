/**
 * x, or the nearer of two public bounds where x is not between them, element by element.
 *
 *   formula    x + [x < least]·(least − x) + [greatest < x]·(greatest − x)
 *   result     a bound is rounded to the scale of x as a constant is; at scale 0 a fraction is refused
 *   rounds     8
 *   traffic    2t·229 elements to each
 *   items      2t comparison masks, 2t·114 triples
 *   security   as of a comparison (comparison/times-negative.ts): both comparisons are made, whatever x is
 */
import type { Kernel } from "../../online/kernel.ts";
import { SCALE_OF_SECRET, toResidues, toSigned } from "../../online/numbers.ts";
import { type Comparing, type Cost, operation, type Plain } from "../../online/operation.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import {
  addShares,
  concatShares,
  negateShare,
  type Share,
  sliceShare,
} from "../../protocols/share.ts";
import { plus } from "../arithmetic/linear.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { EDGES, each, plain, vector } from "../examples.ts";

/** ⟦x⟧, or the nearer of two public integers between which it is not. */
export async function clampShares(
  k: Kernel,
  x: Share,
  least: bigint,
  greatest: bigint,
): Promise<Share> {
  const h = k.residues;
  const t = x.value.length;
  const above = plus(h, x, -least);
  const under = plus(h, negateShare(h, x), greatest);
  const [moves] = await timesNegative(k, concatShares([above, under]), [
    concatShares([negateShare(h, above), under]),
  ]);
  return addShares(h, addShares(h, x, sliceShare(moves!, 0, t)), sliceShare(moves!, t, 2 * t));
}

/** Of t elements. */
export const clampCost = (c: Comparing, t: number): Cost => timesNegativeCost(c, 2 * t);

/** Both rounded to a scale. TypeError, RangeError for what are no bounds. */
function boundsOf(least: number, greatest: number, scale: number): Range {
  if (typeof least !== "number" || typeof greatest !== "number")
    throw new TypeError("clamp: bounds are numbers");
  if (!(least <= greatest))
    throw new RangeError(`clamp: the least, ${least}, is above the greatest, ${greatest}`);
  const grid = 2 ** scale;
  return [0 + Math.round(least * grid) / grid, 0 + Math.round(greatest * grid) / grid];
}

const within = ([least, greatest]: Range, x: number) => Math.min(Math.max(x, least), greatest);

export const clamp = operation({
  name: "clamp",
  does: "x, but at least `least` and at most `greatest`, public bounds, element by element",
  prepare(c, x: Secret, least: number, greatest: number) {
    const operands = [c.own(x)];
    const bounds = boundsOf(least, greatest, x.scale);
    const [low, high] = toSigned(
      c.field,
      toResidues(c.field, "clamp", [least, greatest], x.scale, SCALE_OF_SECRET),
    ) as [bigint, bigint];
    const range = x.range ?? bounds;
    return {
      operands,
      gives: numbersOf(x.shape, x.scale, [within(bounds, range[0]), within(bounds, range[1])]),
      cost: () => clampCost(c, x.length),
      run: (k, [a]) => clampShares(k, a!, low, high),
    };
  },
  plain(x: Plain, least: number, greatest: number) {
    const [low, high] = [least, greatest].map((v) => BigInt(Math.round(v * 2 ** x.scale)));
    return each(x, x.scale, (v) => (v < low! ? low! : v > high! ? high! : v));
  },
  examples: () => [
    [vector([7]), -2, 5],
    [vector(EDGES), 0, 0],
    [vector(EDGES), -Number(2n ** 58n - 2n ** 18n), 1],
    [vector([-20, 20, 3], 4), -0.3, 0.7],
    [plain([0, 2], []), -1, 1],
  ],
});
