/** Which items there are: the same for whoever makes them and whoever keeps them. */
import type { Field } from "../algebra/field.ts";
import { type ItemKind, kindName } from "./preprocessing.ts";

/** RangeError unless among `n` parties, in this field, there is such a kind of item. */
export function assertItem(item: ItemKind, field: Field, n: number): void {
  const refuse = (why: string): never => {
    throw new RangeError(`${kindName(item)}: ${why}`);
  };
  if (item.kind === "input-mask" && !inRange(item.owner, 0, n))
    refuse(`parties are numbered from 0 to ${n - 1}`);
  if (item.kind === "truncation-mask" && !inRange(item.f, 1, field.bits - 1))
    refuse(`truncation in this field is by 1 to ${field.bits - 2} bits`);
  if (item.kind === "matrix-triple") {
    const { rows, inner, columns, pairs, transposed } = item.shape;
    if (![rows, inner, columns].every((x) => inRange(x, 1, 2 ** 31)))
      refuse("a matrix has at least one row and one column");
    if (![pairs, transposed].every((x) => inRange(x, 0, 2 ** 31)) || pairs + transposed === 0)
      refuse("a matrix triple has at least one product");
  }
}

const inRange = (x: number, from: number, to: number): boolean =>
  Number.isInteger(x) && x >= from && x < to;
