/**
 * Components of an opening in the ring's memory: polynomials of N short integers as masks, as answers, and as bytes.
 *
 *     small   doubles, |x| < 2^51: the randomness u, e0, e1 of an encryption, s and e of a key
 *     big     pairs of doubles hi·2^44 + lo with 0 ≤ lo < 2^44: the plaintext, whose mask hides 60 bits
 *
 * A mask is uniform in [−2^bits, 2^bits). An answer is in range if it is in [−(2^bits − B), 2^bits − B), where B
 * bounds what was added. Then exactly one mask leads to it, for every value that may have been added.
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
  /** B/2^44, rounded up: hi alone decides whether an answer is in range. */
  readonly bound: number;
  /** Coefficients that are not 0: all N, or 1 for a constant. The others are neither drawn nor sent. */
  readonly count: number;
}

/** The addresses of a big component. */
export interface BigAt {
  readonly lo: Pointer;
  readonly hi: Pointer;
}

const LOW_BITS = 44;
/** Bits of hi, its sign included. */
const highBits = ({ bits }: BigRange): number => bits - LOW_BITS + 1;
const bytesFor = (bits: number): number => Math.ceil(bits / 8);
const LOW_BYTES = bytesFor(LOW_BITS);

/** The most bytes for an integer that the kernels pack and unpack. */
const MOST_BYTES = 6;

/** B = most·2^59, a little more than most·(t − 1)/2. RangeError if hi needs more bytes than the kernels pack. */
export function plainRange(bits: number, most: number, count: number): BigRange {
  const range = { bits, bound: most * 2 ** (59 - LOW_BITS), count };
  if (bytesFor(highBits(range)) > MOST_BYTES)
    throw new RangeError(`masks of ${bits} bits are too wide: put fewer ciphertexts into a proof`);
  return range;
}

/** LOCAL: random bytes that are drawn at a time. */
const FILL_BYTES = 1 << 15;
/** The ring's scratch slots of this file. */
const RANDOM = 200;
const SUM = 201;
const TERM = 202;
const PACKED = 203;
/** The fewest integers that a kernel packs or unpacks. */
const PAIR = 2;
/** Bytes after the last integer to which a kernel may write. */
const SPILL = 8;
/** SECURITY: the most plaintexts whose sum fits in 64 bits. */
const TERMS_AT_ONCE = 16;

/** Runs `use` with `count` rows of N doubles, which are zeroed afterwards. */
export function withRows<T>(ring: Ring, count: number, use: (rows: readonly Pointer[]) => T): T {
  const polys = Array.from({ length: count }, () => ring.allocate(1));
  try {
    return use(polys.map(({ at }) => at));
  } finally {
    for (const poly of polys) ring.free(poly);
  }
}

/** Draws a mask from 8 bytes per coefficient. */
export function drawSmall(ring: Ring, at: Pointer, { bits }: SmallRange, coins: Prg): void {
  const n = ring.degree;
  fill(ring, at, 8 * n, coins);
  ring.kernels.uniformSmall(at, at, n, bits + 1);
}

/** Draws a mask from 16 bytes for each of `count` coefficients. */
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
  const outside = kernels.respondSmall(at, at, sum, n, 2 ** bits - bound);
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

/** Writes N integers to `out`, from byte `from` on. Returns the offset after them. */
export function putSmall(
  ring: Ring,
  at: Pointer,
  { bits }: SmallRange,
  out: Uint8Array,
  from: number,
): number {
  return put(ring, at, ring.degree, bytesFor(bits + 1), out, from);
}

/** The same for `count` hi, then for as many lo. */
export function putBig(
  ring: Ring,
  { lo, hi }: BigAt,
  range: BigRange,
  out: Uint8Array,
  from: number,
): number {
  const end = put(ring, hi, range.count, bytesFor(highBits(range)), out, from);
  return put(ring, lo, range.count, LOW_BYTES, out, end);
}

/** Reads what putSmall wrote. True if all are in range; RangeError if one is outside the range of masks. */
export function takeSmall(
  ring: Ring,
  at: Pointer,
  { bits, bound }: SmallRange,
  encoded: Uint8Array,
  from: number,
): boolean {
  const n = ring.degree;
  take(ring, at, n, bytesFor(bits + 1), encoded, from);
  const width = 2 ** bits;
  assertNone(ring.kernels.someOutside(at, n, -width, width));
  return ring.kernels.someOutside(at, n, -(width - bound), width - bound) === 0;
}

/** Reads what putBig wrote; coefficients beyond `count` are 0. As takeSmall. */
export function takeBig(
  ring: Ring,
  { lo, hi }: BigAt,
  range: BigRange,
  encoded: Uint8Array,
  from: number,
): boolean {
  const n = ring.degree;
  const { kernels } = ring;
  for (const at of [hi, lo]) ring.doubles(at, n).fill(0);
  const end = take(ring, hi, range.count, bytesFor(highBits(range)), encoded, from);
  take(ring, lo, range.count, LOW_BYTES, encoded, end);
  const width = 2 ** (range.bits - LOW_BITS);
  assertNone(kernels.someOutside(hi, n, -width, width));
  assertNone(kernels.someOutside(lo, n, 0, 2 ** LOW_BITS));
  const limit = width - range.bound;
  return kernels.someOutside(hi, n, -limit, limit) === 0;
}

function assertNone(overWide: number): void {
  if (overWide !== 0) throw new RangeError("an integer of an answer is over-wide");
}

/** Little-endian two's complement of `width` bytes. */
function put(
  ring: Ring,
  at: Pointer,
  count: number,
  width: number,
  out: Uint8Array,
  from: number,
): number {
  const n = Math.max(count, PAIR);
  const packed = ring.scratch(width * n, PACKED);
  ring.kernels.packSigned(packed, at, n, width);
  out.set(ring.bytes(packed, width * count), from);
  ring.bytes(packed, width * n + SPILL).fill(0);
  return from + width * count;
}

function take(
  ring: Ring,
  at: Pointer,
  count: number,
  width: number,
  encoded: Uint8Array,
  from: number,
): number {
  const n = Math.max(count, PAIR);
  const end = from + width * count;
  const packed = ring.scratch(width * n, PACKED);
  ring.bytes(packed, width * n).fill(0);
  ring.bytes(packed, width * count).set(encoded.subarray(from, end));
  ring.kernels.unpackSigned(at, packed, n, width);
  ring.bytes(packed, width * n).fill(0);
  return end;
}

function fill(ring: Ring, at: Pointer, length: number, coins: Prg): void {
  for (let from = 0; from < length; from += FILL_BYTES) {
    const raw = coins.bytes(Math.min(FILL_BYTES, length - from));
    ring.bytes(at + from, raw.length).set(raw);
    raw.fill(0);
  }
}
