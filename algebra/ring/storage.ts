/** The polynomials, scratch and constants of a ring in its memory. */
import type { Pointer } from "./kernels.ts";
import type { RingMemory } from "./memory.ts";
import type { Ring, RnsPoly } from "./ring.ts";
import { type RingPrime, scaleValues, writeConstants } from "./tables.ts";

export type Storage = Pick<
  Ring,
  | "allocate"
  | "free"
  | "row"
  | "residues"
  | "bytes"
  | "doubles"
  | "words"
  | "scratch"
  | "constants"
  | "scale"
  | "wipe"
>;

export function storageOf(
  blocks: RingMemory,
  degree: number,
  primes: readonly RingPrime[],
): { operations: Storage; allocated(): number } {
  const live = new Set<RnsPoly>();
  const areas = new Map<number, { at: Pointer; bytes: number }>();
  let allocated = 0;
  const run = 8 * degree;
  const row = (poly: RnsPoly, index: number): Pointer => {
    if (!(index >= 0 && index < poly.level))
      throw new RangeError(`ring: residue ${index} of level ${poly.level}`);
    return poly.at + run * index;
  };
  const operations: Storage = {
    allocate(level) {
      assertLevel(level, primes.length);
      const poly: RnsPoly = { at: blocks.reserve(run * level), level };
      live.add(poly);
      allocated += run * level;
      return poly;
    },
    free(poly) {
      if (!live.delete(poly)) throw new RangeError("ring: the polynomial to free is not in use");
      blocks.release(poly.at);
      allocated -= run * poly.level;
    },
    row,
    residues: (poly, index) => new Float64Array(blocks.buffer, row(poly, index), degree),
    bytes: (at, length) => new Uint8Array(blocks.buffer, at, length),
    doubles: (at, length) => new Float64Array(blocks.buffer, at, length),
    words: (at, length) => new BigUint64Array(blocks.buffer, at, length),
    scratch(bytes, slot) {
      const old = areas.get(slot);
      if (old !== undefined && old.bytes >= bytes) return old.at;
      if (old !== undefined) blocks.release(old.at);
      areas.delete(slot);
      const area = { at: blocks.reserve(bytes), bytes };
      areas.set(slot, area);
      return area.at;
    },
    constants: (values) => writeConstants(blocks, values),
    scale(index, c) {
      const prime = primes[index];
      if (prime === undefined) throw new RangeError(`ring: there is no prime ${index}`);
      return writeConstants(blocks, scaleValues(degree, prime, c));
    },
    wipe: () => blocks.wipe(),
  };
  return { operations, allocated: () => allocated };
}

/** RangeError unless there are `level` primes. */
export function assertLevel(level: number, most: number): void {
  if (!Number.isInteger(level) || level < 1 || level > most)
    throw new RangeError(`ring: level ${level} of ${most}`);
}

/** RangeError naming `what` unless the length is the expected one. */
export function assertLength(what: string, length: number, expected: number): void {
  if (length !== expected) throw new RangeError(`ring: ${what} of ${length}, not ${expected}`);
}
