import { elementwise } from "./chunks.ts";
import type { Vector } from "./field.ts";
import type { KernelMemory, Pointer, Region } from "./kernel/load.ts";

/** Squares the n elements at `at` in place, `times` times. */
export function squareTimes(memory: KernelMemory, at: Pointer, n: number, times: number): void {
  for (let k = 0; k < times; k++) memory.kernels.multiply(at, at, at, n);
}

/** a_j^e for a public e, by square and multiply from the top bit. RangeError if e < 0. */
export function power(memory: KernelMemory, a: Vector, exponent: bigint): Vector {
  if (exponent < 0n) throw new RangeError("power: negative exponent");
  if (exponent === 0n) return new BigUint64Array(a.length).fill(1n);
  const { multiply } = memory.kernels;
  const bits = exponent.toString(2).slice(1);
  return elementwise(memory, "power", [a], (out, [base], n) => {
    memory.slots[0]!.view.set(memory.slots[1]!.view);
    for (const bit of bits) {
      multiply(out, out, out, n);
      if (bit === "1") multiply(out, out, base!, n);
    }
  });
}

/**
 * out ← a^(2^41 − 1); `out` and `a` are different regions. Computes x_k = a^(2^k − 1) for k = 1, 2, 4, 5, 10, 20,
 * 40, 41 by x_(j+k) = x_j^(2^k)·x_k. `spare` is overwritten.
 */
export function powerOfOnes41(
  memory: KernelMemory,
  out: Region,
  a: Region,
  spare: Region,
  n: number,
): void {
  const { multiply } = memory.kernels;
  const double = (k: number): void => {
    spare.view.set(out.view);
    squareTimes(memory, out.at, n, k);
    multiply(out.at, out.at, spare.at, n);
  };
  const append = (): void => {
    multiply(out.at, out.at, out.at, n);
    multiply(out.at, out.at, a.at, n);
  };
  out.view.set(a.view);
  double(1);
  double(2);
  append();
  double(5);
  double(10);
  double(20);
  append();
}

/** 1/a of n elements by Fermat, p − 2 = (2^41 − 1)·2^19 + (2^18 − 1). The four slots are different. */
function invertByPower(
  memory: KernelMemory,
  [out, a, low, spare]: readonly [Region, Region, Region, Region],
  n: number,
): void {
  const { multiply } = memory.kernels;
  powerOfOnes41(memory, out, a, spare, n);
  squareTimes(memory, out.at, n, 19);
  low.view.set(a.view);
  for (let k = 1; k < 18; k++) {
    multiply(low.at, low.at, low.at, n);
    multiply(low.at, low.at, a.at, n);
  }
  multiply(out.at, out.at, low.at, n);
}

/** LOCAL. Elements that are inverted as powers, at the root of a chunk's product tree. */
const ROOTS = 32;

/**
 * 1/a_j. Montgomery's trick as a tree: the halves of a chunk are multiplied together until ROOTS elements
 * are left. These are inverted as powers. On the way back 1/x = y·1/(xy) and 1/y = x·1/(xy). The operations
 * depend on the length alone. A zero is detected at the root, which does not tell the element that is 0.
 * RangeError if some a_j is 0.
 */
export function inverse(memory: KernelMemory, a: Vector): Vector {
  const { kernels, raw, slots } = memory;
  const { multiply } = kernels;
  const [result, operand, root, low, spare] = slots as [Region, Region, Region, Region, Region];
  return elementwise(memory, "inverse", [a], (out, _operands, n) => {
    let m = 4;
    while (m < n) m *= 2;
    raw.view.set(operand.view);
    raw.view.fill(1n, n, m);
    // The levels of the tree have m, m/2, … elements and follow each other in memory.
    const levels: Pointer[] = [];
    let at = raw.at;
    for (; m > ROOTS; m /= 2) {
      levels.push(at);
      multiply(at + 8 * m, at, at + 4 * m, m / 2);
      at += 8 * m;
    }
    const first = (at - raw.at) / 8;
    root.view.set(raw.view.subarray(first, first + m));
    if (kernels.someZero(root.at, m) !== 0) throw new RangeError("inverse: 0 has none");
    invertByPower(memory, [result, root, low, spare], m);
    for (const level of levels.reverse()) {
      multiply(out + 8 * m, out, level, m);
      multiply(out, out, level + 8 * m, m);
      m *= 2;
    }
  });
}
