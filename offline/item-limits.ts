/** Which items there are to ask for, whatever makes them. */
import type { Field } from "../algebra/field.ts";
import { assertItem } from "./assert-item.ts";
import { type ItemKind, kindName } from "./preprocessing.ts";

/** AGREEMENT: elements of one item, its MACs not counted. */
export const MAX_ITEM_ELEMENTS = 1 << 26;

/** RangeError unless `n` parties can be given this kind of item in this field. */
export function assertMakeable(item: ItemKind, field: Field, n: number): void {
  assertItem(item, field, n);
  if (item.kind !== "matrix-triple") return;
  const { rows, inner, columns, pairs, transposed } = item.shape;
  // By arithmetic, before anything as long as the request says is allocated.
  const elements = rows * inner + (pairs + transposed) * (rows + inner) * columns;
  if (elements > MAX_ITEM_ELEMENTS)
    throw new RangeError(
      `${kindName(item)}: ${elements} elements, at most ${MAX_ITEM_ELEMENTS} are made as one item`,
    );
}
