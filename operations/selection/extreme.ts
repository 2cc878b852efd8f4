/**
 * The least or the greatest of many numbers, and where it first is, in a tree.
 *
 *   source     this project; the greatest is the least of −x
 *   formula    with d = right − left: (value, place) ← left + [d < 0]·(right − left), of both
 *   rounds     8·⌈log2 m⌉ for m slices
 *   traffic    2 elements for each triple, and one for each mask
 *   items      w·(m − 1) comparison masks and w·(m − 1)·114 triples for slices of w elements; with places 116
 *   security   as of a comparison (comparison/times-negative.ts). Which is taken is never opened
 */
import type { Kernel } from "../../online/kernel.ts";
import type { Checking, Comparing, Cost, SecretCall } from "../../online/operation.ts";
import { numbersOf, reshaped } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import {
  addShares,
  concatShares,
  type LocalContext,
  negateShare,
  type Share,
  sharePublic,
  subtractShares,
} from "../../protocols/share.ts";
import { timesNegative, timesNegativeCost } from "../comparison/times-negative.ts";
import { inTurn } from "../cost.ts";
import { along, neighbours, pickSlices } from "./along.ts";

export type End = "least" | "greatest";

/**
 * Slice by slice, of `count` of them with `width` elements each: the slice with the least first column. All columns of a
 * place go with it. Of equal ones the first.
 */
export async function leastOf(
  k: Kernel,
  columns: readonly Share[],
  count: number,
  width: number,
): Promise<readonly Share[]> {
  const h = k.residues;
  let [left, all] = [count, columns];
  while (left > 1) {
    const pairs = neighbours(left);
    const of = (numbers: readonly number[]) => all.map((x) => pickSlices(x, width, numbers));
    const [first, rest] = [of(pairs.left), of(pairs.rest)];
    const steps = of(pairs.right).map((x, i) => subtractShares(h, x, first[i]!));
    const moves = await timesNegative(k, steps[0]!, steps);
    all = moves.map((move, i) => concatShares([addShares(h, first[i]!, move), rest[i]!]));
    left = Math.ceil(left / 2);
  }
  return all;
}

/** Of so many columns. */
export function leastCost(c: Comparing, count: number, width: number, columns = 1): Cost {
  const levels: Cost[] = [];
  for (let left = count; left > 1; left = Math.ceil(left / 2))
    levels.push(timesNegativeCost(c, width * (left >> 1), columns));
  return inTurn(...levels);
}

/** x or −x: the least of it is where the end of x is. */
const turned = (h: LocalContext, end: End, x: Share) => (end === "least" ? x : negateShare(h, x));

/** A call that gives an end of x along an axis, or of all its elements. */
export function extreme(
  c: Checking,
  what: string,
  x: Secret,
  axis: number | undefined,
  end: End,
): SecretCall {
  const operands = [c.own(x)];
  const { count, width, shape, parameters, slices } = along(what, x.shape, axis);
  return {
    operands,
    parameters,
    gives: reshaped(x, shape),
    cost: () => leastCost(c, count, width),
    async run(k, [a]) {
      const h = k.residues;
      const [least] = await leastOf(k, [turned(h, end, slices(a!))], count, width);
      return turned(h, end, least!);
    },
  };
}

/** A call that gives the place of an end: the first, if there are several. */
export function placeOfExtreme(
  c: Checking,
  what: string,
  x: Secret,
  axis: number | undefined,
  end: End,
): SecretCall {
  const operands = [c.own(x)];
  const { count, width, shape, parameters, slices } = along(what, x.shape, axis);
  return {
    operands,
    parameters,
    gives: numbersOf(shape, 0, [0, count - 1]),
    cost: () => leastCost(c, count, width, 2),
    async run(k, [a]) {
      const h = k.residues;
      const numbers = BigUint64Array.from({ length: count * width }, (_, j) =>
        BigInt(Math.floor(j / width)),
      );
      const columns = [turned(h, end, slices(a!)), sharePublic(h, numbers)];
      const [, places] = await leastOf(k, columns, count, width);
      return places!;
    },
  };
}
