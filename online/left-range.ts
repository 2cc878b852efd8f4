/** The first number of a simulation that is out of its range, and what would fit. */
import type { Field } from "../algebra/field.ts";
import { integerLimit } from "./numbers.ts";
import { describeRange } from "./overflow.ts";
import { type Range, rangeOfValues } from "./secret-type.ts";

export interface LeftRange {
  readonly operation: string;
  readonly at: string | null;
  readonly element: number;
  /** As the program counts: not times 2^scale. */
  readonly value: number;
  /** Declared, or what ±M is at that scale. */
  readonly limits: Range;
  /** With what it would fit, in words; null if it follows from what is wrong already. */
  readonly remedy: string | null;
  /** The range that all values of this call are in, where that may be declared. */
  readonly fits: Range | null;
}

/** Of a number that leaves ±M within an operation, before anything is truncated. */
export function leftLimit(
  field: Field,
  found: {
    readonly operation: string;
    readonly at: string | null;
    readonly element: number;
    /** The integer, value·2^scale. */
    readonly value: bigint;
    readonly scale: number;
  },
): LeftRange {
  const { operation, at, element, value, scale } = found;
  const limit = integerLimit(field);
  const size = value < 0n ? -value : value;
  const times = Number(size) / Number(limit);
  const most = Number(limit) / 2 ** scale;
  let bits = 1;
  while (size >> BigInt(bits) > limit) bits++;
  const smaller = `numbers whose result is ${Number(times.toPrecision(3))} times as small`;
  return {
    operation,
    at,
    element,
    value: Number(value) / 2 ** scale,
    limits: [-most, most],
    remedy: scale >= bits ? `${bits} fewer fractional bits in all, or ${smaller}` : smaller,
    fits: null,
  };
}

/** Of values that whoever gives them has declared to be in another range, or that are beyond ±M; null if all keep to it. */
export function leftDeclared(
  field: Field,
  operation: string,
  at: string | null,
  args: readonly unknown[],
): LeftRange | null {
  const [values, declared] = givenTo(operation, args);
  if (values === null) return null;
  const { scale = 0, range, type } = declared;
  if (!Number.isInteger(scale)) return null;
  const most = Number(integerLimit(field)) / 2 ** scale;
  const limits: Range = type === "bit" ? [0, 1] : (range ?? [-most, most]);
  const element = values.findIndex((v) => !(v >= limits[0] && v <= limits[1]));
  const value = Number(values[element]);
  if (element < 0 || !Number.isFinite(value)) return null;
  const fits = rangeOfValues(values);
  const found = { operation, at, element, value, limits };
  if (type === "bit") return { ...found, remedy: "a type of numbers, not of bits", fits };
  if (range === undefined)
    return { ...found, remedy: "fewer fractional bits, or smaller numbers", fits: null };
  return { ...found, remedy: `a range of ${describeRange(fits)}`, fits };
}

interface Declared {
  readonly scale?: number;
  readonly range?: Range;
  readonly type?: unknown;
}
type Values = readonly (number | bigint)[];

/** What a call is given as values, and what is said of them. */
function givenTo(operation: string, args: readonly unknown[]): [Values | null, Declared] {
  const at = operation === "input" ? 2 : operation === "constant" ? 0 : null;
  if (at === null) return [null, {}];
  const [values, declared] = [args[at], args[operation === "input" ? 3 : 2]];
  const list = Array.isArray(values) || ArrayBuffer.isView(values) ? values : null;
  return [list && (Array.from(list as Iterable<number>) as Values), (declared ?? {}) as Declared];
}
