/**
 * R_q = Z_q[X]/(X^N + 1) for q a product of 50-bit primes, polynomials as residues in one WebAssembly memory, and
 * the slots of plaintexts mod t = 2^60 − 2^18 + 1.
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
