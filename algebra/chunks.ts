import { assertSameLength, type Vector } from "./field.ts";
import { CHUNK, type KernelMemory, type Pointer } from "./kernel/load.ts";

/** Copies the scalar `s` into the kernels' memory and returns its address. */
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
 * Returns a new vector, computed chunk by chunk: the operands are copied into slots 1, 2, …, `kernel` writes slot 0.
 * RangeError naming `what` unless all operands have one length.
 */
export function elementwise(
  memory: KernelMemory,
  what: string,
  operands: readonly Vector[],
  kernel: Kernel,
): Vector {
  const first = operands[0]!;
  for (const v of operands) assertSameLength(what, first, v);
  const { length } = first;
  if (length <= CHUNK) {
    runChunk(memory, operands, kernel, 0, length);
    return memory.slots[0]!.view.slice(0, length);
  }
  const out = new BigUint64Array(length);
  elementwiseInto(memory, out, operands, kernel);
  return out;
}

type Kernel = (out: Pointer, slots: readonly Pointer[], n: number) => void;

/** The same in place. `out` may be one of the operands; all operands have its length. */
export function elementwiseInto(
  memory: KernelMemory,
  out: Vector,
  operands: readonly Vector[],
  kernel: Kernel,
): void {
  eachChunk(out.length, (from, n) => {
    runChunk(memory, operands, kernel, from, n);
    takeOut(memory, out, from, n);
  });
}

/** Copies n elements of slot 0 to out[from … from + n). */
export function takeOut(memory: KernelMemory, out: Vector, from: number, n: number): void {
  const { view } = memory.slots[0]!;
  out.set(n === CHUNK ? view : view.subarray(0, n), from);
}

function runChunk(
  memory: KernelMemory,
  operands: readonly Vector[],
  kernel: Kernel,
  from: number,
  n: number,
): void {
  const pointers: Pointer[] = [];
  for (let k = 0; k < operands.length; k++)
    pointers[k] = place(memory, k + 1, operands[k]!, from, n);
  kernel(memory.slots[0]!.at, pointers, n);
}
