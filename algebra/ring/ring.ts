/**
 * R_q = Z_q[X]/(X^N + 1) for q a product of 50-bit primes, and the slots of plaintexts mod t = 2^60 − 2^18 + 1.
 * Polynomials are kept as residues in one WebAssembly memory.
 */
import type { Vector } from "../field.ts";
import type { Pointer, RingKernels } from "./kernels.ts";
import type { Variant } from "./load.ts";
import type { RingPrime } from "./tables.ts";

export interface RingShape {
  /** N = 2^3 … 2^14. */
  readonly degree: number;
  /** Different primes 2^49 < q < 2^50, ≡ 1 mod 2N. */
  readonly primes: readonly bigint[];
}

/** Residues of one polynomial under the first `level` primes: N doubles for each prime, one prime after the other. */
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

  /** The contents are unspecified. RangeError unless 1 ≤ level ≤ number of primes; Error if the memory is used up. */
  allocate(level: number): RnsPoly;
  /**
   * Zeroes the polynomial and frees its memory. RangeError unless `allocate` returned it and it is not freed yet.
   */
  free(poly: RnsPoly): void;
  /** Bytes of polynomials in use. */
  readonly allocatedBytes: number;
  /** Bytes of the WebAssembly memory. */
  readonly memoryBytes: number;
  /** The address of the residues under prime `index`. */
  row(poly: RnsPoly, index: number): Pointer;
  /** A view of the residues under prime `index`, valid until the memory grows (allocate, scratch): use it at once. */
  residues(poly: RnsPoly, index: number): Float64Array<ArrayBuffer>;
  /** Views of any part of the memory, also valid until the memory grows. */
  bytes(at: Pointer, length: number): Uint8Array<ArrayBuffer>;
  doubles(at: Pointer, length: number): Float64Array<ArrayBuffer>;
  words(at: Pointer, length: number): BigUint64Array<ArrayBuffer>;
  /**
   * A working area for the caller, one for each `slot` = 0, 1, …. At least 8 spare bytes follow it. It keeps its
   * address and contents until a call asks for more bytes in this slot.
   */
  scratch(bytes: number, slot: number): Pointer;
  /** Public doubles that `wipe` does not zero. For setup only: they are never freed. */
  constants(values: readonly number[]): Pointer;
  /** The public scale of an inverse transform under prime `index` that multiplies by c. For setup only. */
  scale(index: number, c: bigint): Pointer;
  /** Zeroes everything except tables and constants. Polynomials stay allocated. */
  wipe(): void;

  /** out = NTT(a) in SEAL's order, centred; |a| ≤ p. Possibly in place. */
  forward(out: RnsPoly, a: RnsPoly): void;
  /** Coefficients of a, centred, in place; |a| ≤ 1.6p. */
  inverse(a: RnsPoly): void;
  /** Coefficients mod t of N slots mod t, both canonical. Slot i is the value at ψ^(2·rev(i)+1). */
  encode(slots: Vector): Vector;
  /** Slots of coefficients, the inverse of `encode`. */
  decode(coefficients: Vector): Vector;
  /** out = NTT of the centred representatives of N coefficients mod t, under out's primes. */
  lift(out: RnsPoly, coefficients: Vector): void;
  /** out = NTT of N small integers. */
  liftSmall(out: RnsPoly, x: Int8Array): void;
  /** Bytes of a packed polynomial. */
  packedBytes(level: number): number;
  /** Canonical residues, 50 bits each, little-endian, prime after prime; |a| ≤ 8p. */
  pack(a: RnsPoly): Uint8Array<ArrayBuffer>;
  /** As `pack`, into `target` from byte `offset` on. */
  packInto(a: RnsPoly, target: Uint8Array, offset: number): void;
  /** out = the packed residues. RangeError on another length or a residue ≥ its prime; `out` is then unspecified. */
  unpack(bytes: Uint8Array, out: RnsPoly): void;
}
