/** Which items there are to ask for, whatever makes them. */
import type { Field } from "../algebra/field.ts";
import { type ItemKind, kindName } from "./preprocessing.ts";

/** AGREEMENT: elements of one item, its MACs not counted. */
export const MAX_ITEM_ELEMENTS = 1 << 26;

/** RangeError unless `n` parties can be given this kind of item in this field. */
export function assertMakeable(item: ItemKind, field: Field, n: number): void {
  const refuse = (why: string): never => {
    throw new RangeError(`${kindName(item)}: ${why}`);
  };
  if (item.kind === "input-mask" && !(Number.isInteger(item.owner) && inRange(item.owner, 0, n)))
    refuse(`parties are numbered from 0 to ${n - 1}`);
  if (item.kind === "truncation-mask" && !inRange(item.f, 1, field.bits - 1))
    refuse(`truncation in this field is by 1 to ${field.bits - 2} bits`);
  if (item.kind === "matrix-triple") {
    const { rows, inner, columns, pairs, transposed } = item.shape;
    if (![rows, inner, columns].every((x) => inRange(x, 1, 2 ** 31)))
      refuse("a matrix has at least one row and one column");
    if (![pairs, transposed].every((x) => inRange(x, 0, 2 ** 31)) || pairs + transposed === 0)
      refuse("a matrix triple has at least one product");
    // By arithmetic, before anything as long as the request says is allocated.
    const elements = rows * inner + (pairs + transposed) * (rows + inner) * columns;
    if (elements > MAX_ITEM_ELEMENTS)
      refuse(`${elements} elements, at most ${MAX_ITEM_ELEMENTS} are made as one item`);
  }
}

const inRange = (x: number, from: number, to: number): boolean =>
  Number.isInteger(x) && x >= from && x < to;
