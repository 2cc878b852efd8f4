/**
 * The least or the greatest value of each secret group 0 … m − 1.
 *
 *   source     this project; the greatest is the least of −x
 *   formula    y_ig = M + [group_i = g]·(x_i − M); the least of y_ig over i, in a tree
 *   rounds     9 + 8·⌈log2 n⌉ for n rows; of one group one less, of no group 1 + 8·⌈log2 n⌉
 *   traffic    2 elements for each triple, and one for each mask
 *   items      those of oneHot; for rows of w values nmw triples, (n − 1)·mw comparison masks, (n − 1)·mw·114 triples
 *   security   as one-hot-shares.ts and selection/extreme.ts say
 */

import type { Checking, SecretCall } from "../../online/operation.ts";
import { MAX_INTEGER } from "../../online/public-values.ts";
import { numbersOf, type Range } from "../../online/secret-type.ts";
import { expand } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import { addPublic, negateShare, sharePublic } from "../../protocols/share.ts";
import { multiplyCost, multiplyShares } from "../arithmetic/multiply.ts";
import { inTurn } from "../cost.ts";
import { type End, leastCost, leastOf } from "../selection/extreme.ts";
import { groupsOf } from "./groups.ts";
import { oneHotCost, oneHotShares } from "./one-hot-shares.ts";

/** A call that gives an end of each group; of a group of nothing M·2^-scale, or −M·2^-scale as the greatest. */
export function extremeOfGroups(
  c: Checking,
  what: string,
  groups: Secret,
  values: Secret,
  m: number,
  end: End,
): SecretCall {
  const operands = [c.own(groups), c.own(values)];
  const { count, width, shape } = groupsOf(c.field, what, groups, values, m);
  const cells = m * width;
  return {
    operands,
    parameters: [m],
    scales: [values.scale],
    gives: numbersOf(shape, values.scale, rangeOfGroups(values, end)),
    cost: () =>
      inTurn(
        oneHotCost(c.field.bits, count, m),
        multiplyCost(count * cells),
        leastCost(c, count, cells),
      ),
    async run(k, [a, b]) {
      const h = k.residues;
      const { field } = h;
      const most = (length: number) => new BigUint64Array(length).fill(MAX_INTEGER);
      const hot = expand(await oneHotShares(k, a!, m), [count, m, 1], [count, m, width]);
      const ordered = end === "least" ? b! : negateShare(h, b!);
      const below = addPublic(h, ordered, field.negate(most(count * width)));
      const own = expand(below, [count, 1, width], [count, m, width]);
      const inGroup = await multiplyShares(k, hot, own);
      const cellsOfAll = addPublic(h, inGroup, most(count * cells));
      const [least] =
        count === 0 ? [sharePublic(h, most(cells))] : await leastOf(k, [cellsOfAll], count, cells);
      return end === "least" ? least! : negateShare(h, least!);
    },
  };
}

/** Whether a group has any value is secret. */
function rangeOfGroups({ range, scale }: Secret, end: End): Range | null {
  const most = Number(MAX_INTEGER) / 2 ** scale;
  if (range === null) return null;
  return end === "least" ? [range[0], most] : [-most, range[1]];
}
