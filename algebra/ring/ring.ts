/**
 * R_q = Z_q[X]/(X^N + 1) for q a product of 50-bit primes, polynomials as residues in one WebAssembly memory, and
 * the slots of plaintexts mod t = 2^60 − 2^18 + 1.
 */
import type { Vector } from "../field.ts";
import { observed, workObserver } from "../work.ts";
import { isPrime } from "./integers.ts";
import type { Pointer, RingKernels } from "./kernels.ts";
import { loadKernels, type Variant } from "./load.ts";
import { RingMemory } from "./memory.ts";
import { packing, slots, transforms } from "./operations.ts";
import { RING_SIZES } from "./sizes.ts";
import { storageOf } from "./storage.ts";
import { plainTables, primeTables, type RingPrime, reversalTable } from "./tables.ts";

export interface RingShape {
  /** N = 2^3 … 2^14. */
  readonly degree: number;
  /** Different primes 2^49 < q < 2^50, ≡ 1 mod 2N. */
  readonly primes: readonly bigint[];
}

/** Residues of one polynomial under the first `level` primes: runs of N doubles, one behind the other. */
export interface RnsPoly {
  readonly at: Pointer;
  readonly level: number;
}

export interface Ring {
  readonly degree: number;
  readonly primes: readonly RingPrime[];
  readonly kernel: Variant;
  readonly kernels: RingKernels;
  /** Bit reversals of 0 … N − 1, 16 bits each. */
  readonly reversals: Pointer;

  /** Contents unspecified. RangeError unless 1 ≤ level ≤ number of primes; Error if the memory is used up. */
  allocate(level: number): RnsPoly;
  /**
   * Zeroes the polynomial and gives its memory back. RangeError unless it is one that `allocate` returned, once.
   */
  free(poly: RnsPoly): void;
  /** Bytes of polynomials in use. */
  readonly allocatedBytes: number;
  /** Bytes of the WebAssembly memory. */
  readonly memoryBytes: number;
  /** Where the residues under prime `index` lie. */
  row(poly: RnsPoly, index: number): Pointer;
  /** The residues under prime `index`: a view, valid until the memory grows (allocate, scratch): use at once. */
  residues(poly: RnsPoly, index: number): Float64Array<ArrayBuffer>;
  /** Views of any part of the memory, valid as long. */
  bytes(at: Pointer, length: number): Uint8Array<ArrayBuffer>;
  doubles(at: Pointer, length: number): Float64Array<ArrayBuffer>;
  words(at: Pointer, length: number): BigUint64Array<ArrayBuffer>;
  /**
   * A working area of the caller's, one for each `slot` = 0, 1, …, with 8 bytes to spare behind it; it keeps place
   * and contents until more bytes are asked of the slot.
   */
  scratch(bytes: number, slot: number): Pointer;
  /** Public doubles that outlast `wipe`. For setup: never freed. */
  constants(values: readonly number[]): Pointer;
  /** The public scale of an inverse transform under prime `index` that multiplies by c. For setup. */
  scale(index: number, c: bigint): Pointer;
  /** Zeroes everything but tables and constants. Polynomials stay allocated. */
  wipe(): void;

  /** out = NTT(a) in SEAL's order, centred; |a| ≤ p. Possibly in place. */
  forward(out: RnsPoly, a: RnsPoly): void;
  /** Coefficients of a, centred, in place; |a| ≤ 1.6p. */
  inverse(a: RnsPoly): void;
  /** Coefficients mod t of N slots mod t, both canonical. Slot i is the value at ψ^(2·rev(i)+1). */
  encode(slots: Vector): Vector;
  /** Slots of coefficients: undoes `encode`. */
  decode(coefficients: Vector): Vector;
  /** out = NTT of the centred representatives of N coefficients mod t, under out's primes. */
  lift(out: RnsPoly, coefficients: Vector): void;
  /** out = NTT of N small integers. */
  liftSmall(out: RnsPoly, x: Int8Array): void;
  /** Bytes of a packed polynomial. */
  packedBytes(level: number): number;
  /** Canonical residues, 50 bits each, little-endian, prime after prime; |a| ≤ 8p. */
  pack(a: RnsPoly): Uint8Array<ArrayBuffer>;
  /** `pack` into target from byte `offset` on. */
  packInto(a: RnsPoly, target: Uint8Array, offset: number): void;
  /** out = the packed residues. RangeError, with `out` unspecified, on another length or a residue ≥ its prime. */
  unpack(bytes: Uint8Array, out: RnsPoly): void;
}

export interface RingOptions {
  /** Kernels to use: by default the fused ones where they work. Results are the same to the last bit. */
  readonly kernel?: Variant;
  /** LOCAL. What the memory may grow to; default 512 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2 ** 29;

/** A ring with its own memory. RangeError if the shape is not one. Takes about 0.2 s at N = 16384: tables. */
export function createRing(shape: RingShape, options: RingOptions = {}): Ring {
  assertShape(shape);
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const { variant, kernels: own, memory } = loadKernels(maxBytes, options.kernel);
  const kernels = observed(workObserver(), "ring", own, RING_SIZES);
  const blocks = new RingMemory(memory, maxBytes);
  const primes = shape.primes.map((q) => primeTables(blocks, shape.degree, q));
  const storage = storageOf(blocks, shape.degree, primes);
  return {
    degree: shape.degree,
    primes,
    kernel: variant,
    kernels,
    reversals: reversalTable(blocks, shape.degree),
    get allocatedBytes() {
      return storage.allocated();
    },
    get memoryBytes() {
      return blocks.buffer.byteLength;
    },
    ...storage.operations,
    ...transforms(kernels, primes, shape.degree, storage.operations),
    ...slots(kernels, plainTables(blocks, shape.degree), shape.degree, storage.operations),
    ...packing(kernels, primes, shape.degree, storage.operations),
  };
}

function assertShape({ degree, primes }: RingShape): void {
  if (!Number.isInteger(Math.log2(degree)) || degree < 8 || degree > 16384)
    throw new RangeError(`ring: degree ${degree}`);
  if (primes.length === 0 || new Set(primes).size !== primes.length)
    throw new RangeError("ring: primes must be different, and at least one");
  for (const q of primes)
    if (q <= 1n << 49n || q >= 1n << 50n || q % BigInt(2 * degree) !== 1n || !isPrime(q))
      throw new RangeError(`ring: ${q} is not a 50-bit prime ≡ 1 mod ${2 * degree}`);
}
