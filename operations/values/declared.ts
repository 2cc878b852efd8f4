/** What whoever gives values says of them. */
import type { Field, Vector } from "../../algebra/field.ts";
import { assertScale, integerLimit, toResiduesOf } from "../../online/numbers.ts";
import type { PublicValues } from "../../online/public-values.ts";
import { bitsOf, numbersOf, type Range, type SecretType } from "../../online/secret-type.ts";
import { type Shape, sizeOf } from "../../online/shape.ts";
import type { InputOptions } from "../../online/values.ts";
import { assertOptions } from "../options.ts";

/** What `input` and `constant` may be told of their values: `{ scale: 16, range: [-100, 100] }`, `{ type: "bit" }`. */
export interface Declared extends InputOptions {
  /** "bit": 0 or 1, and an owner can input nothing else. By default integers, or fixed point where there is a scale. */
  readonly type?: "bit" | "number";
  /**
   * The least and the greatest of the numbers as the program counts, not times 2^scale: of 1.5 at scale 16 it is
   * [1.5, 1.5]. A promise that honest owners keep: whatever follows has a range too. Nothing is declared by default.
   */
  readonly range?: Range;
}

/** RangeError naming `what` unless scale and range are of this field. */
export function declaredType(
  field: Field,
  what: string,
  shape: Shape,
  declared: Declared | undefined,
): SecretType {
  assertOptions(what, declared, "scale", "type", "range");
  const { scale = 0, type = "number", range } = declared ?? {};
  assertScale(field, what, scale);
  if (type !== "bit" && type !== "number")
    throw new RangeError(`${what}: no type ${JSON.stringify(type)}; there are: "bit", "number"`);
  if (type === "bit") {
    if (scale !== 0 || range !== undefined)
      throw new RangeError(`${what}: a bit has no scale, and its range is 0 to 1`);
    return bitsOf(shape);
  }
  if (range === undefined) return numbersOf(shape, scale, null);
  const [least, greatest] = range;
  // What is given is rounded to the grid of the scale.
  const grid = 2 ** scale;
  const rounded: Range = [Math.floor(least * grid) / grid, Math.ceil(greatest * grid) / grid];
  const most = Math.max(Math.abs(rounded[0]), Math.abs(rounded[1])) * grid;
  if (!(least <= greatest))
    throw new RangeError(`${what}: range ${least} to ${greatest}; the least number stands first`);
  if (!(most <= Number(integerLimit(field))))
    throw new RangeError(
      `${what}: range ${least} to ${greatest}; |x|·2^${scale} must be at most ${integerLimit(field)}`,
    );
  return numbersOf(shape, scale, rounded);
}

/** What of a type is part of a call's id: whoever declares something else calls something else. */
export function typeParameters({ shape, scale, type, range }: SecretType): number[] {
  if (range === null) return [...shape, scale];
  const words = new Int32Array(Float64Array.from(range).buffer);
  return [...shape, scale, type === "bit" ? 1 : 0, ...words];
}

/**
 * Values as residues, in a type that was declared.
 * @throws RangeError naming `what` and the position, never the value: it may be secret.
 */
export function ownResidues(
  field: Field,
  what: string,
  values: PublicValues | number | bigint,
  { shape, type, scale, range }: SecretType,
): Vector {
  const residues = toResiduesOf(field, what, values, sizeOf(shape), scale);
  if (range === null) return residues;
  const [least, greatest] = range;
  const single = typeof values === "number" || typeof values === "bigint";
  const list = single ? [values] : Array.from(values as Iterable<number | bigint>);
  const outside = list.findIndex(
    (v) => !(v >= least && v <= greatest) || (type === "bit" && !Number.isInteger(Number(v))),
  );
  if (outside < 0) return residues;
  const declared =
    type === "bit" ? "a bit, 0 or 1" : `in the declared range, ${least} to ${greatest}`;
  throw new RangeError(`${what}: value ${outside} is not ${declared}`);
}
