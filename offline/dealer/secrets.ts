/**
 * What the dealer knows: the secrets inside a batch of items, in the clear. Pure local steps; each column
 * holds `count` items one after another, in the order of the shares of stock-layout.ts.
 */
import type { Field, Vector } from "../../algebra/field.ts";
import type { Prg } from "../../crypto/prg.ts";
import { assertItem } from "../assert-item.ts";
import type { ItemKind, MatrixShape } from "../preprocessing.ts";
import { kindName } from "../preprocessing.ts";
import { widthsOf } from "../stock-layout.ts";

/** Elements per item of each share, in order. */
export const shareWidths = (item: ItemKind, field: Field): number[] =>
  widthsOf(item, { field, family: "plain", party: -1 });

/**
 * Which shares hide uniform, independent elements. Such a secret needs no dealing: it is whatever the
 * parties' own random shares add up to. All others follow from these, or are drawn by the dealer.
 */
export function uniformShares(item: ItemKind): boolean[] {
  switch (item.kind) {
    case "triple":
      return [true, true, false];
    case "square":
      return [true, false];
    case "random":
    case "input-mask":
      return [true];
    case "bit":
      return [false];
    case "matrix-triple": {
      const { pairs, transposed } = item.shape;
      return [true, ...Array.from({ length: pairs + transposed }, () => [true, false]).flat()];
    }
    case "comparison-mask":
    case "truncation-mask":
      return []; // r has one value less than the field, its bits follow from it.
  }
}

/** AGREEMENT: elements of one item, its MACs not counted. */
export const MAX_ITEM_ELEMENTS = 1 << 26;

/** RangeError unless `n` parties can be dealt this kind of item in this field. */
export function assertDealable(item: ItemKind, field: Field, n: number): void {
  assertItem(item, field, n);
  if (item.kind !== "matrix-triple") return;
  const { rows, inner, columns, pairs, transposed } = item.shape;
  // By arithmetic, before anything as long as the request says is allocated.
  const elements = rows * inner + (pairs + transposed) * (rows + inner) * columns;
  if (elements > MAX_ITEM_ELEMENTS)
    throw new RangeError(
      `${kindName(item)}: ${elements} elements, at most ${MAX_ITEM_ELEMENTS} are dealt as one item`,
    );
}

/**
 * All secrets of a batch from its uniform ones: `uniform` holds those, and nothing that is not uniform.
 * What else is random (bits, masks) is drawn from `coins`.
 */
export function completeSecrets(
  field: Field,
  coins: Prg,
  item: ItemKind,
  count: number,
  uniform: readonly Vector[],
): Vector[] {
  switch (item.kind) {
    case "triple": {
      const [a, b] = uniform;
      return [a!, b!, field.multiply(a!, b!)];
    }
    case "square":
      return [uniform[0]!, field.multiply(uniform[0]!, uniform[0]!)];
    case "random":
    case "input-mask":
      return [...uniform];
    case "bit":
      return [randomBits(coins, count)];
    case "matrix-triple":
      return matrixSecrets(field, item.shape, count, uniform);
    case "comparison-mask": {
      const r = maskValues(field, coins, count);
      return [r, ...Array.from({ length: field.bits }, (_, i) => bitOf(r, i))];
    }
    case "truncation-mask": {
      const r = maskValues(field, coins, count);
      const low = Array.from({ length: item.exact ? item.f : 0 }, (_, i) => bitOf(r, i));
      return [r, shiftRight(r, item.f), bitOf(r, field.bits - 1), ...low];
    }
  }
}

/** `count` uniform elements of {0, 1}. */
export function randomBits(coins: Prg, count: number): Vector {
  const bits = new BigUint64Array(count);
  const halves = new Uint32Array(bits.buffer);
  const bytes = coins.bytes(Math.ceil(count / 8));
  for (let j = 0; j < count; j++) halves[2 * j] = (bytes[j >>> 3]! >>> (j & 7)) & 1;
  return bits;
}

/** `count` uniform integers of [0, p−2]: a draw of p−1 is drawn again. */
export function maskValues(field: Field, coins: Prg, count: number): Vector {
  const r = coins.elements(field, count);
  const excluded = field.p - 1n;
  for (let j = r.indexOf(excluded); j >= 0; j = r.indexOf(excluded, j))
    r.set(coins.elements(field, 1), j);
  return r;
}

/** Bit i of every r_j, 0 ≤ i < 64. */
export function bitOf(r: Vector, i: number): Vector {
  const bits = new BigUint64Array(r.length);
  const to = new Uint32Array(bits.buffer);
  const from = halvesOf(r);
  const half = i >>> 5;
  const shift = i & 31;
  for (let j = 0; j < to.length; j += 2) to[j] = (from[j + half]! >>> shift) & 1;
  return bits;
}

/** r_j >> f, 1 ≤ f < 64. */
export function shiftRight(r: Vector, f: number): Vector {
  const shifted = new BigUint64Array(r.length);
  const to = new Uint32Array(shifted.buffer);
  const from = halvesOf(r);
  if (f >= 32) {
    for (let j = 0; j < to.length; j += 2) to[j] = from[j + 1]! >>> (f - 32);
    return shifted;
  }
  for (let j = 0; j < to.length; j += 2) {
    to[j] = (from[j]! >>> f) | (from[j + 1]! << (32 - f));
    to[j + 1] = from[j + 1]! >>> f;
  }
  return shifted;
}

/** The elements as 32-bit halves, low half first: bits are taken without a bigint. */
const halvesOf = (r: Vector): Uint32Array => new Uint32Array(r.buffer, r.byteOffset, 2 * r.length);

/** A and every B with C = A·B, or C = Aᵀ·B. */
function matrixSecrets(
  field: Field,
  { rows, inner, columns, pairs }: MatrixShape,
  count: number,
  uniform: readonly Vector[],
): Vector[] {
  const [a, ...factors] = uniform;
  const flipped = perItem(count, [a!], (x) => transpose(x!, rows, inner));
  return [
    a!,
    ...factors.flatMap((b, k) => [
      b,
      k < pairs
        ? perItem(count, [a!, b], (x, y) => field.matrixProduct(x!, y!, rows, inner, columns))
        : perItem(count, [flipped, b], (x, y) => field.matrixProduct(x!, y!, inner, rows, columns)),
    ]),
  ];
}

/** Applies `f` to the `count` items of columns, each an equal part of its column. */
function perItem(
  count: number,
  columns: readonly Vector[],
  f: (...parts: Vector[]) => Vector,
): Vector {
  const results = Array.from({ length: count }, (_, j) =>
    f(
      ...columns.map((column) => {
        const width = column.length / count;
        return column.subarray(j * width, (j + 1) * width);
      }),
    ),
  );
  if (count === 1) return results[0]!;
  const joined = new BigUint64Array(results.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of results) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Mᵀ of a rows × columns matrix, row-major; moved in halves, never as bigints. */
function transpose(m: Vector, rows: number, columns: number): Vector {
  const flipped = new BigUint64Array(m.length);
  const to = new Uint32Array(flipped.buffer);
  const from = halvesOf(m);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      to[2 * (j * rows + i)] = from[2 * (i * columns + j)]!;
      to[2 * (j * rows + i) + 1] = from[2 * (i * columns + j) + 1]!;
    }
  return flipped;
}
