/**
 * The values of a vector in ascending order, each beside a 1 where it comes first, and a 0 where it comes again. How many
 * differ is not shown.
 *
 *   result     rows (value, 1 or 0), at the scale of x
 *   rounds     those of sort, and 7
 *   traffic    that of sort, and (n − 1)·119 elements to each
 *   items      those of sort, n − 1 comparison masks and (n − 1)·59 triples
 *   security   as compared-rows.ts and comparison/is-zero.ts say
 */
import { besideShares } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { bitsOf, numbersOf } from "../../online/secret-type.ts";
import { describeShape } from "../../online/shape.ts";
import type { Secret } from "../../online/values.ts";
import {
  concatShares,
  multiplyPublicScalar,
  sharePublic,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { notShares } from "../bits/not.ts";
import { isZeroCost, isZeroShares } from "../comparison/is-zero.ts";
import { inTurn } from "../cost.ts";
import { bitVector, M, plain, vector } from "../examples.ts";
import { comparedRows, comparedRowsCost } from "./compared-rows.ts";
import { inOrder } from "./plain-order.ts";
import { rowsOf } from "./rows-of.ts";
import { assertSortable, sortingNetwork } from "./sorting-network.ts";

/** At scale 58 a 1 is above M. */
const MAX_SCALE = 57;

export const unique = operation({
  name: "unique",
  does: "rows (value, 1 or 0) in ascending order: 1 where a value comes first, 0 where it comes again",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    if (x.shape.length !== 1)
      throw new RangeError(`unique: a vector is expected, not ${describeShape(x.shape)}`);
    if (x.scale > MAX_SCALE)
      throw new RangeError(`unique: scale ${x.scale}, at most ${MAX_SCALE}: 1 is out of range`);
    const { count } = rowsOf("unique", x);
    assertSortable("unique", count);
    const layers = () => sortingNetwork(count);
    const range = x.range && ([Math.min(x.range[0], 0), Math.max(x.range[1], 1)] as const);
    const shape = [count, 2];
    return {
      operands,
      gives: x.type === "bit" ? bitsOf(shape) : numbersOf(shape, x.scale, range),
      cost: () => {
        const sorting = comparedRowsCost(c, 1, layers());
        return count < 2 ? sorting : inTurn(sorting, isZeroCost(c.field.bits, count - 1));
      },
      async run(k, [a]) {
        const h = k.residues;
        const sorted = await comparedRows(k, a!, 1, layers());
        const one = sharePublic(h, new BigUint64Array(Math.min(count, 1)).fill(1n));
        let firsts = one;
        if (count > 1) {
          const steps = subtractShares(
            h,
            sliceShare(sorted, 1, count),
            sliceShare(sorted, 0, count - 1),
          );
          firsts = concatShares([one, notShares(h, await isZeroShares(k, steps))]);
        }
        const flags = multiplyPublicScalar(h, firsts, BigUint64Array.of(1n << BigInt(x.scale)));
        return besideShares([sorted, flags], count, [1, 1]);
      },
    };
  },
  plain: (x: Plain) =>
    plain(
      [x.values.length, 2],
      inOrder(x.values).flatMap((v, j, all) => [
        v,
        j > 0 && all[j - 1] === v ? 0n : 1n << BigInt(x.scale),
      ]),
      x.scale,
    ),
  examples: () => [
    [vector([M, -M, M])],
    [vector([3, 3], 4)],
    [bitVector([1, 1, 0])],
    [vector([5])],
    [vector([])],
  ],
});
