/**
 * Components of an opening in the ring's memory: polynomials of N short integers as masks, as answers, and as bytes.
 *
 *     small   doubles, |x| < 2^51: the randomness u, e0, e1 of an encryption, s and e of a key
 *     big     pairs of doubles hi·2^44 + lo with 0 ≤ lo < 2^44: the plaintext, whose mask hides 60 bits
 *
 * A mask is uniform in [−2^bits, 2^bits). An answer z is in range if |z| < 2^bits − B, where B bounds what was
 * added: then exactly one mask leads to it, whatever was added. (Of a big one −(2^bits − B) is in range too.)
 */
import type { Vector } from "../../algebra/field.ts";
import type { Pointer } from "../../algebra/ring/kernels.ts";
import type { Ring } from "../../algebra/ring/ring.ts";
import type { Prg } from "../prg.ts";
import { type ChallengeRow, NO_TERM } from "./challenge.ts";

export interface SmallRange {
  readonly bits: number;
  /** B */
  readonly bound: number;
}

export interface BigRange {
  readonly bits: number;
  /** B/2^44, rounded up: answers are judged by hi alone. */
  readonly bound: number;
  /** Coefficients that are not 0: all N, or 1 for a constant. Others are neither drawn nor sent. */
  readonly count: number;
}

/** Where a big component lies. */
export interface BigAt {
  readonly lo: Pointer;
  readonly hi: Pointer;
}

const LOW_BITS = 44;
/** Bits of hi, its sign included. */
const highBits = ({ bits }: BigRange): number => bits - LOW_BITS + 1;
const bytesFor = (bits: number): number => Math.ceil(bits / 8);
const LOW_BYTES = bytesFor(LOW_BITS);

/** B = columns·(t − 1)/2, a little rounded up. */
export const plainRange = (bits: number, columns: number, count: number): BigRange => ({
  bits,
  bound: columns * 2 ** (59 - LOW_BITS),
  count,
});

/** LOCAL: random bytes at a time. */
const FILL_BYTES = 1 << 15;
/** Scratch slots of this file. */
const RANDOM = 40;
const SUM = 41;
const TERM = 42;
/** SECURITY: terms that a 64-bit sum of plaintexts holds. */
const TERMS_AT_ONCE = 16;

/** `count` rows of N doubles for the time of `use`; zeroed afterwards. */
export function withRows<T>(ring: Ring, count: number, use: (rows: readonly Pointer[]) => T): T {
  const polys = Array.from({ length: count }, () => ring.allocate(1));
  try {
    return use(polys.map(({ at }) => at));
  } finally {
    for (const poly of polys) ring.free(poly);
  }
}

/** Draws a mask: 8 bytes a coefficient. */
export function drawSmall(ring: Ring, at: Pointer, { bits }: SmallRange, coins: Prg): void {
  const n = ring.degree;
  fill(ring, at, 8 * n, coins);
  ring.kernels.uniformSmall(at, at, n, bits + 1);
}

/** Draws a mask: 16 bytes for each of `count` coefficients. */
export function drawBig(ring: Ring, { lo, hi }: BigAt, range: BigRange, coins: Prg): void {
  const n = ring.degree;
  const random = ring.scratch(16 * n, RANDOM);
  ring.bytes(random, 16 * n).fill(0);
  fill(ring, random, 16 * range.count, coins);
  ring.kernels.uniformBig(lo, hi, random, n, highBits(range));
  ring.bytes(random, 16 * n).fill(0);
}

/** z ← z + Σ_k w_k·x_k in place; true if all coefficients are in range. */
export function answerSmall(
  ring: Ring,
  at: Pointer,
  { bits, bound }: SmallRange,
  row: ChallengeRow,
  xs: readonly Int8Array[],
): boolean {
  const n = ring.degree;
  const { kernels } = ring;
  const sum = ring.scratch(2 * n, SUM);
  const term = ring.scratch(n, TERM);
  ring.bytes(sum, 2 * n).fill(0);
  for (const [k, j] of row.entries()) {
    if (j === NO_TERM) continue;
    ring.bytes(term, n).set(xs[k]!);
    kernels.addRot8(sum, term, n, j);
  }
  const outside = kernels.respondSmall(at, at, sum, n, 2 ** bits - bound - 1);
  ring.bytes(sum, 2 * n).fill(0);
  ring.bytes(term, n).fill(0);
  return outside === 0;
}

/** z ← z + Σ_k w_k·x_k in place, x_k centred representatives mod t; true if all coefficients are in range. */
export function answerBig(
  ring: Ring,
  { lo, hi }: BigAt,
  range: BigRange,
  row: ChallengeRow,
  xs: readonly Vector[],
): boolean {
  const n = ring.degree;
  const { kernels } = ring;
  const limit = 2 ** (range.bits - LOW_BITS) - range.bound;
  const sum = ring.scratch(8 * n, SUM);
  const term = ring.scratch(8 * n, TERM);
  let outside = 0;
  for (let from = 0; from < xs.length; from += TERMS_AT_ONCE) {
    ring.words(sum, n).fill(0n);
    for (let k = from; k < Math.min(from + TERMS_AT_ONCE, xs.length); k++) {
      if (row[k] === NO_TERM) continue;
      ring.words(term, n).set(xs[k]!);
      kernels.centreT(term, term, n);
      kernels.addRot64(sum, term, n, row[k]!);
    }
    outside = kernels.respondBig(lo, hi, lo, hi, sum, n, limit);
  }
  ring.words(sum, n).fill(0n);
  ring.words(term, n).fill(0n);
  return outside === 0;
}

export const smallBytes = (ring: Ring, { bits }: SmallRange): number =>
  ring.degree * bytesFor(bits + 1);

export const bigBytes = (range: BigRange): number =>
  range.count * (bytesFor(highBits(range)) + LOW_BYTES);

/** Writes signed integers of a fixed width to `out`, from byte `from` on. Returns where it ends. */
export function putSmall(
  ring: Ring,
  at: Pointer,
  { bits }: SmallRange,
  out: Uint8Array,
  from: number,
): number {
  return put(ring.doubles(at, ring.degree), bytesFor(bits + 1), out, from);
}

/** The same for hi, then for lo. */
export function putBig(
  ring: Ring,
  { lo, hi }: BigAt,
  range: BigRange,
  out: Uint8Array,
  from: number,
): number {
  const end = put(ring.doubles(hi, range.count), bytesFor(highBits(range)), out, from);
  return put(ring.doubles(lo, range.count), LOW_BYTES, out, end);
}

/**
 * Reads what putSmall wrote. True if all are in range; RangeError if one is as wide as no answer is.
 */
export function takeSmall(
  ring: Ring,
  at: Pointer,
  { bits, bound }: SmallRange,
  encoded: Uint8Array,
  from: number,
): boolean {
  const values = ring.doubles(at, ring.degree);
  take(values, bytesFor(bits + 1), encoded, from);
  assertWithin(values, -(2 ** bits), 2 ** bits);
  return within(values, -(2 ** bits - bound - 1), 2 ** bits - bound);
}

/** Reads what putBig wrote, all coefficients beyond `count` 0. As takeSmall. */
export function takeBig(
  ring: Ring,
  { lo, hi }: BigAt,
  range: BigRange,
  encoded: Uint8Array,
  from: number,
): boolean {
  const { count, bits, bound } = range;
  ring.doubles(hi, ring.degree).fill(0);
  ring.doubles(lo, ring.degree).fill(0);
  const [high, low] = [ring.doubles(hi, count), ring.doubles(lo, count)];
  const end = take(high, bytesFor(highBits(range)), encoded, from);
  take(low, LOW_BYTES, encoded, end);
  const top = 2 ** (bits - LOW_BITS);
  assertWithin(high, -top, top);
  assertWithin(low, 0, 2 ** LOW_BITS);
  return within(high, -(top - bound), top - bound);
}

function assertWithin(values: Float64Array, low: number, high: number): void {
  if (!within(values, low, high)) throw new RangeError("an integer of an answer is over-wide");
}

const within = (values: Float64Array, low: number, high: number): boolean =>
  values.every((x) => x >= low && x < high);

function fill(ring: Ring, at: Pointer, length: number, coins: Prg): void {
  for (let from = 0; from < length; from += FILL_BYTES) {
    const raw = coins.bytes(Math.min(FILL_BYTES, length - from));
    ring.bytes(at + from, raw.length).set(raw);
    raw.fill(0);
  }
}

const WORD = 2 ** 32;

/** Little-endian two's complement. */
function put(values: Float64Array, width: number, out: Uint8Array, from: number): number {
  let at = from;
  for (const x of values) {
    let rest = x | 0;
    for (let k = 0; k < Math.min(width, 4); k++, rest >>= 8) out[at++] = rest;
    rest = Math.floor(x / WORD);
    for (let k = 4; k < width; k++, rest >>= 8) out[at++] = rest;
  }
  return at;
}

function take(values: Float64Array, width: number, encoded: Uint8Array, from: number): number {
  let at = from;
  for (let j = 0; j < values.length; j++) {
    let low = 0;
    let high = 0;
    const split = Math.min(width, 4);
    for (let k = 0; k < split; k++) low |= encoded[at++]! << (8 * k);
    for (let k = 4; k < width; k++) high |= encoded[at++]! << (8 * (k - 4));
    const signs = 32 - 8 * (width > 4 ? width - 4 : split);
    values[j] =
      width > 4 ? ((high << signs) >> signs) * WORD + (low >>> 0) : (low << signs) >> signs;
  }
  return at;
}
