/** A kernel with one holder of everything: what an operation computes under given masks, without a network. */
import { lengthOf, settle } from "../../algebra/deferred.ts";
import type { Field, Vector } from "../../algebra/field.ts";
import { bitOf } from "../../algebra/words.ts";
import type { Columns } from "../../items/columns.ts";
import { type ItemKind, shareWidths } from "../../items/kinds.ts";
import type { Comparisons } from "../../online/comparisons.ts";
import type { Kernel, MaskedJob } from "../../online/kernel.ts";
import { Unchecked } from "../../online/unchecked.ts";
import type { Share } from "../../protocols/share.ts";

/** A value as its only holder's share. */
export const alone = (value: Vector): Share => ({ value, mac: null });

/** The columns of comparison masks that are these r. */
export const comparisonMasks = (field: Field, r: Vector): Columns => [
  r,
  ...Array.from({ length: field.bits }, (_, i) => bitOf(r, i)),
];

/** What products are made of: zeros are as good as any. */
const OF_PRODUCTS: readonly string[] = ["triple", "square", "matrix-triple"];

/**
 * `masks` are the columns of whatever is taken but what products are made of, which are zeros. RangeError unless as many are
 * asked for. `opened` has every opening, in order.
 */
export function kernelAlone(
  field: Field,
  masks: (item: ItemKind, count: number) => Columns,
  comparisons: Comparisons = "tree",
) {
  const opened: Vector[] = [];
  const local = { field, self: 0, macKeyShare: null };
  const kernel = {
    ...{ field, comparisons, family: "plain", n: 1, self: 0, local, residues: local },
    async take(item: ItemKind, count: number): Promise<Columns> {
      if (OF_PRODUCTS.includes(item.kind))
        return shareWidths(item, field).map((width) => new BigUint64Array(width * count));
      const columns = masks(item, count);
      if (columns[0]!.length !== count)
        throw new RangeError(`${count} masks of ${columns[0]!.length}`);
      return columns;
    },
    async open<M, T>({ material, masked, finish, opens }: MaskedJob<M, T>) {
      const items = await material;
      const values = new BigUint64Array(opens);
      let at = 0;
      for (const { value } of masked(items)) {
        settle(field, values.subarray(at, at + lengthOf(value)), value);
        at += lengthOf(value);
      }
      opened.push(values);
      return finish(new Unchecked(values), items);
    },
    async output({ value }: Share) {
      opened.push(value);
      return value;
    },
  } as unknown as Kernel;
  return { kernel, opened };
}
