/** A kernel with one holder of everything: what an operation computes under given masks, without a network. */
import { lengthOf, settle } from "../../algebra/deferred.ts";
import type { Field, Vector } from "../../algebra/field.ts";
import type { Columns } from "../../items/columns.ts";
import type { Kernel, MaskedJob } from "../../online/kernel.ts";
import { Unchecked } from "../../online/unchecked.ts";

/** `masks` are the columns of whatever is taken but triples, which are zeros. `opened` has every opening, in order. */
export function kernelAlone(field: Field, masks: () => Columns) {
  const opened: Vector[] = [];
  const kernel = {
    ...{ field, family: "plain", residues: { field, self: 0, macKeyShare: null } },
    take: async ({ kind }: { kind: string }, count: number) =>
      kind === "triple" ? Array.from({ length: 3 }, () => new BigUint64Array(count)) : masks(),
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
  } as unknown as Kernel;
  return { kernel, opened };
}
