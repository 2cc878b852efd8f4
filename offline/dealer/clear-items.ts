/**
 * What a dealer draws before it shares: the plain vectors of some items, in the order of their columns. All
 * of it is in the clear at the dealer, which is why the dealer is insecure.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import type { Prg } from "../../crypto/prg.ts";
import type { ItemKind, MatrixShape } from "../preprocessing.ts";

/**
 * One vector per share of `count` items of a kind, drawn from `coins`.
 * @throws RangeError for a truncation that the field is too small for.
 */
export function clearItems(field: Field, coins: Prg, item: ItemKind, count: number): Vector[] {
  switch (item.kind) {
    case "triple": {
      const a = coins.elements(field, count);
      const b = coins.elements(field, count);
      return [a, b, field.multiply(a, b)];
    }
    case "square": {
      const a = coins.elements(field, count);
      return [a, field.multiply(a, a)];
    }
    case "bit":
      return [randomBits(coins, count)];
    case "random":
    case "input-mask":
      return [coins.elements(field, count)];
    case "matrix-triple":
      return joined(Array.from({ length: count }, () => matrixItem(field, coins, item.shape)));
    case "comparison-mask": {
      const r = belowLast(field, coins, count);
      return [r, ...Array.from({ length: field.bits }, (_, i) => bitOf(r, i))];
    }
    case "truncation-mask": {
      const { f, exact } = item;
      if (!Number.isInteger(f) || f < 1 || f > field.bits - 2)
        throw new RangeError(`truncation by ${f} bits in a field of ${field.bits} bits`);
      const r = belowLast(field, coins, count);
      const low = exact ? Array.from({ length: f }, (_, i) => bitOf(r, i)) : [];
      return [r, shiftRight(r, f), bitOf(r, field.bits - 1), ...low];
    }
  }
}

function matrixItem(field: Field, coins: Prg, shape: MatrixShape): Vector[] {
  const { rows, inner, columns, pairs, transposed } = shape;
  const a = coins.elements(field, rows * inner);
  const aT = transpose(a, rows, inner);
  const out = [a];
  for (let k = 0; k < pairs; k++) {
    const b = coins.elements(field, inner * columns);
    out.push(b, field.matrixProduct(a, b, rows, inner, columns));
  }
  for (let k = 0; k < transposed; k++) {
    const b = coins.elements(field, rows * columns);
    out.push(b, field.matrixProduct(aT, b, inner, rows, columns));
  }
  return out;
}

function transpose(a: Vector, rows: number, columns: number): Vector {
  const out = new BigUint64Array(a.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j]!;
  return out;
}

/** Uniform on [0, p−2]: p − 1 is drawn again. */
function belowLast(field: Field, coins: Prg, count: number): Vector {
  const out = coins.elements(field, count);
  const last = field.p - 1n;
  for (let j = out.indexOf(last); j >= 0; j = out.indexOf(last, j))
    out[j] = coins.elements(field, 1)[0]!;
  return out;
}

// Elements as pairs of 32-bit words, low word first: no bigint per element. Every host this runs on is
// little-endian, as WebAssembly is.
const wordsOf = (v: Vector): Uint32Array => new Uint32Array(v.buffer, v.byteOffset, 2 * v.length);

function randomBits(coins: Prg, count: number): Vector {
  const bytes = coins.bytes(Math.ceil(count / 8));
  const out = new BigUint64Array(count);
  const words = wordsOf(out);
  for (let j = 0; j < count; j++) words[2 * j] = (bytes[j >> 3]! >> (j & 7)) & 1;
  return out;
}

/** Bit i of every element. */
function bitOf(r: Vector, i: number): Vector {
  const out = new BigUint64Array(r.length);
  const from = wordsOf(r);
  const to = wordsOf(out);
  const half = i >> 5;
  for (let j = 0; j < r.length; j++) to[2 * j] = (from[2 * j + half]! >>> (i & 31)) & 1;
  return out;
}

/** r >> f for 1 ≤ f ≤ 63. */
function shiftRight(r: Vector, f: number): Vector {
  const out = new BigUint64Array(r.length);
  const from = wordsOf(r);
  const to = wordsOf(out);
  for (let j = 0; j < 2 * r.length; j += 2) {
    const low = from[j]!;
    const high = from[j + 1]!;
    to[j] = f < 32 ? (low >>> f) | (f === 0 ? 0 : high << (32 - f)) : high >>> (f - 32);
    to[j + 1] = f < 32 ? high >>> f : 0;
  }
  return out;
}

function joined(items: readonly Vector[][]): Vector[] {
  if (items.length === 1) return items[0]!;
  return (items[0] ?? []).map((first, k) => {
    const out = new BigUint64Array(first.length * items.length);
    for (const [j, item] of items.entries()) out.set(item[k]!, j * first.length);
    return out;
  });
}
