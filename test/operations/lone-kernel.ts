/** A kernel whose party holds every value alone: the formulas of an operation, without a network, under given masks. */
import { lengthOf, settle } from "../../algebra/deferred.ts";
import type { Field, Vector } from "../../algebra/field.ts";
import { bitOf } from "../../algebra/words.ts";
import type { Columns } from "../../items/columns.ts";
import type { ItemKind } from "../../items/kinds.ts";
import type { Kernel, MaskedJob } from "../../online/kernel.ts";
import { Unchecked } from "../../online/unchecked.ts";
import type { Share } from "../../protocols/share.ts";

/** Comparison masks are these r, in order and each once; all other items are zeros. */
export function loneKernel(field: Field, r: Vector): Kernel {
  const itemsOf = ({ kind }: ItemKind, count: number): Columns => {
    if (kind !== "comparison-mask")
      return Array.from({ length: 3 }, () => new BigUint64Array(count));
    if (count !== r.length) throw new RangeError(`${count} masks of ${r.length}`);
    return [r, ...Array.from({ length: field.bits }, (_, i) => bitOf(r, i))];
  };
  return {
    ...{ field, family: "plain", residues: { field, self: 0, macKeyShare: null } },
    take: async (item: ItemKind, count: number) => itemsOf(item, count),
    async open<M, T>({ opens, material, masked, finish }: MaskedJob<M, T>) {
      const items = await material;
      const values = new BigUint64Array(opens);
      let at = 0;
      for (const { value } of masked(items)) {
        settle(field, values.subarray(at, at + lengthOf(value)), value);
        at += lengthOf(value);
      }
      return finish(new Unchecked(values), items);
    },
  } as unknown as Kernel;
}

export const alone = (value: Vector): Share => ({ value, mac: null });
