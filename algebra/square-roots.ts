/**
 * Square roots of public residues mod p = 2^60 − 2^18 + 1 by Tonelli and Shanks, many at a time.
 *
 * p − 1 = 2^18·q with q = 2^42 − 1. For w = a^((q−1)/2) the guess r = a·w gives r² = a·t, where
 * t = a^q = g^e lies in the group of order 2^18 that g generates. a is a square iff e is even, and then the
 * root is r·g^(−e/2). Three look-ups in the group of order 64 give e = e0 + 2^6·e1 + 2^12·e2:
 *   t^(2^12) = γ^e0,   (t·g^(−e0))^(2^6) = γ^e1,   t·g^(−e0 − 2^6·e1) = γ^e2,   γ = g^(2^12),
 * Each look-up also gives its part of g^(−e) and of g^(−⌊e/2⌋). The result is squared at the end; a difference
 * shows that a is not a square. For a = 0 the root is 0.
 */
import { elementwise } from "./chunks.ts";
import type { Vector } from "./field.ts";
import type { KernelMemory, Pointer, Region } from "./kernel/load.ts";
import { powerOfOnes41, squareTimes } from "./powers.ts";

const P = (1n << 60n) - (1n << 18n) + 1n;
/** Elements of a table; each look-up finds six bits of a logarithm. */
const TABLE = 64;
/** Bytes of the table of logarithms, without its multiplier. Ten bits of a product index it. */
const INDEX = 1024;

/** Addresses of the tables: the logarithms, and for each of three look-ups g^(−part) and g^(−part/2). */
interface Tables {
  readonly logarithms: Pointer;
  readonly parts: readonly [Part, Part, Part];
}
interface Part {
  readonly whole: Pointer;
  readonly half: Pointer;
}

const made = new WeakMap<KernelMemory, Tables>();

/**
 * The smaller root of each public a_j. RangeError if some a_j is not a square.
 */
export function squareRoot(memory: KernelMemory, a: Vector): Vector {
  const tables = made.get(memory) ?? makeTables(memory);
  made.set(memory, tables);
  const { multiply, lookUp, smallerOfPair, someDiffer } = memory.kernels;
  const [root, value, t, u, whole, half] = memory.slots as [
    Region,
    Region,
    Region,
    Region,
    Region,
    Region,
  ];
  return elementwise(memory, "squareRoot", [a], (_out, _operands, n) => {
    powerOfOnes41(memory, u, value, t, n);
    multiply(root.at, value.at, u.at, n);
    multiply(t.at, root.at, u.at, n);
    [12, 6, 0].forEach((squarings, k) => {
      const part = tables.parts[k]!;
      u.view.set(t.view);
      squareTimes(memory, u.at, n, squarings);
      lookUp(whole.at, part.whole, half.at, part.half, tables.logarithms, u.at, n);
      multiply(t.at, t.at, whole.at, n);
      multiply(root.at, root.at, half.at, n);
    });
    multiply(u.at, root.at, root.at, n);
    if (someDiffer(u.at, value.at, n) !== 0) throw new RangeError("squareRoot: not a square");
    smallerOfPair(root.at, n);
  });
}

/** Fills the memory's tables with public numbers: about 30 µs, once per instance. */
function makeTables(memory: KernelMemory): Tables {
  const q = (P - 1n) >> 18n;
  let z = 2n;
  while (pow(z, (P - 1n) / 2n) === 1n) z++;
  const g = pow(z, q);
  const back = pow(g, P - 2n);
  const powers = (base: bigint, exponent: (e: number) => number): bigint[] =>
    Array.from({ length: TABLE }, (_, e) => pow(base, BigInt(exponent(e))));
  const { at, view } = memory.tables;
  let free = 0;
  const keep = (values: readonly bigint[]): Pointer => {
    view.set(values, free);
    free += values.length;
    return at + 8 * (free - values.length);
  };
  const part = (weight: number): Part => ({
    whole: keep(powers(back, (e) => weight * e)),
    half: keep(powers(back, (e) => Math.floor((weight * e) / 2))),
  });
  const parts = [part(1), part(2 ** 6), part(2 ** 12)] as const;
  const logarithms = keep([0n]);
  writeLogarithms(
    view.subarray(free - 1, free + INDEX / 8),
    powers(pow(g, 2n ** 12n), (e) => e),
  );
  return { logarithms, parts };
}

/**
 * Writes a multiplier, then the table of logarithms. The top ten bits of an element's product with the multiplier
 * index the table; they differ for all elements of the group.
 */
function writeLogarithms(place: Vector, group: readonly bigint[]): void {
  const bytes = new Uint8Array(place.buffer, place.byteOffset + 8, INDEX);
  for (let multiplier = 0x9e3779b97f4a7c15n; ; multiplier = BigInt.asUintN(64, multiplier * 5n)) {
    const indices = group.map((x) => Number(BigInt.asUintN(64, x * multiplier) >> 54n));
    if (new Set(indices).size < group.length) continue;
    place[0] = multiplier;
    indices.forEach((index, e) => {
      bytes[index] = e;
    });
    return;
  }
}

function pow(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % P, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P)
    if (e & 1n) result = (result * b) % P;
  return result;
}
