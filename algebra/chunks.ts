import { assertSameLength, type Vector } from "./field.ts";
import { CHUNK, type KernelMemory, type Pointer } from "./kernel/load.ts";

/** Copies the scalar `s` into the kernels' memory; returns where it lies. */
export function placeScalar(memory: KernelMemory, s: Vector): Pointer {
  memory.scalars.view.set(s, 0);
  return memory.scalars.at;
}

/** Copies a[from … from + n) into a slot. */
export function place(
  memory: KernelMemory,
  slot: number,
  a: Vector,
  from: number,
  n: number,
): Pointer {
  const { at, view } = memory.slots[slot]!;
  view.set(n === a.length ? a : a.subarray(from, from + n));
  return at;
}

/** Calls `step(from, n)` for consecutive chunks of a vector of the given length. */
export function eachChunk(length: number, step: (from: number, n: number) => void): void {
  for (let from = 0; from < length; from += CHUNK) step(from, Math.min(CHUNK, length - from));
}

/**
 * A new vector made chunk by chunk: the operands are copied into slots 1, 2, … and `kernel` writes slot 0.
 * RangeError naming `what` unless all operands have one length.
 */
export function elementwise(
  memory: KernelMemory,
  what: string,
  operands: readonly Vector[],
  kernel: (out: Pointer, slots: readonly Pointer[], n: number) => void,
): Vector {
  const first = operands[0]!;
  for (const v of operands) assertSameLength(what, first, v);
  const { length } = first;
  const { at, view } = memory.slots[0]!;
  const pointers: Pointer[] = [];
  const run = (from: number, n: number): void => {
    for (let k = 0; k < operands.length; k++)
      pointers[k] = place(memory, k + 1, operands[k]!, from, n);
    kernel(at, pointers, n);
  };
  if (length <= CHUNK) {
    run(0, length);
    return view.slice(0, length);
  }
  const out = new BigUint64Array(length);
  eachChunk(length, (from, n) => {
    run(from, n);
    out.set(n === CHUNK ? view : view.subarray(0, n), from);
  });
  return out;
}
