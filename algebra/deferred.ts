/**
 * Vectors that are computed where they are used, piece by piece. Their user reads all elements in any case, so the
 * vectors need not be written to memory before.
 */
import {
  assertSameLength,
  type Deferred,
  type Difference,
  type Field,
  type Vector,
} from "./field.ts";

/** plus − minus. RangeError naming `what` unless both have one length. */
export function difference(what: string, plus: Vector, minus: Vector): Difference {
  assertSameLength(what, plus, minus);
  return { plus, minus };
}

export const isDifference = (a: Deferred): a is Difference => !(a instanceof BigUint64Array);

export const lengthOf = (a: Deferred): number => (isDifference(a) ? a.plus.length : a.length);

/** Zeroes the vectors from which it is computed. */
export function zero(a: Deferred): void {
  for (const vector of isDifference(a) ? [a.plus, a.minus] : [a]) vector.fill(0n);
}

/** The elements [from, to), sharing memory. */
export const pieceOf = (a: Deferred, from: number, to: number): Deferred =>
  isDifference(a)
    ? { plus: a.plus.subarray(from, to), minus: a.minus.subarray(from, to) }
    : a.subarray(from, to);

/** out ← a; both of one length. */
export function settle(field: Field, out: Vector, a: Deferred): void {
  if (isDifference(a)) field.subtractInto(out, a.plus, a.minus);
  else out.set(a);
}

/** out ← the elements [from, from + out.length) of the concatenated parts. */
export function settleRange(
  field: Field,
  out: Vector,
  parts: readonly Deferred[],
  from: number,
): void {
  let at = -from;
  for (const part of parts) {
    const length = lengthOf(part);
    const begin = Math.max(0, at);
    const end = Math.min(out.length, at + length);
    if (end - begin === out.length && length === out.length) settle(field, out, part);
    else if (begin < end)
      settle(field, out.subarray(begin, end), pieceOf(part, begin - at, end - at));
    at += length;
  }
}
