/**
 * F_p on vectors. Every implementation passes test/contracts/field.ts.
 *
 * A vector is a BigUint64Array of canonical residues in [0, p). A scalar is a vector of length 1, so
 * a secret is never a bigint. Operations return a new vector and do not change their arguments,
 * unless a docstring says otherwise. They throw a RangeError if lengths do not match.
 */
export type Vector = BigUint64Array<ArrayBuffer>;
/** A vector of length 1. */
export type Scalar = Vector;

/** Bytes of one encoded element, little-endian, in every field. */
export const ELEMENT_BYTES = 8;

/**
 * The arithmetic of vectors over F_p. Vectors hold canonical residues; operands of one call have
 * one length.
 */
export interface Field {
  /** The prime, 3 ≤ p < 2^63. */
  readonly p: bigint;
  /** ⌈log2 p⌉: how many bits a candidate of rejection sampling keeps. */
  readonly bits: number;
  /** True if the time does not depend on the values of secret operands. */
  readonly constantTime: boolean;

  /** a_j + b_j */
  add(a: Vector, b: Vector): Vector;
  /** a_j − b_j */
  subtract(a: Vector, b: Vector): Vector;
  /** −a_j */
  negate(a: Vector): Vector;
  /** a_j·b_j */
  multiply(a: Vector, b: Vector): Vector;
  /** a_j·b_j + c_j */
  multiplyAdd(a: Vector, b: Vector, c: Vector): Vector;
  /** a_j + s */
  addScalar(a: Vector, s: Scalar): Vector;
  /** a_j·s */
  multiplyScalar(a: Vector, s: Scalar): Vector;
  /** a_j·s + c_j */
  multiplyScalarAdd(a: Vector, s: Scalar, c: Vector): Vector;
  /** Σ_j a_j·b_j; 0 for empty vectors. */
  dot(a: Vector, b: Vector): Scalar;
  /** Σ_j a_j; 0 for an empty vector. */
  sum(a: Vector): Scalar;
  /** A (rows×inner) times B (inner×columns), row-major; the result is rows×columns. */
  matrixProduct(a: Vector, b: Vector, rows: number, inner: number, columns: number): Vector;
  /** a_j^e for a public exponent e ≥ 0; 0^0 = 1. */
  power(a: Vector, exponent: bigint): Vector;
  /** 1/a_j. RangeError if some a_j is 0. Time depends only on the length. */
  inverse(a: Vector): Vector;
  /** The smaller square root of each *public* a_j. RangeError if some a_j is not a square. */
  squareRoot(a: Vector): Vector;

  /** out_j ← a_j − b_j, in place; out may be a or b. */
  subtractInto(out: Vector, a: Vector, b: Vector): void;
  /**
   * Beaver recombination in place, in one pass: c_j ← c_j + ε_j·b_j + δ_j·a_j + k·ε_j·δ_j. There are one or two
   * lanes: values with k = 1 or 0, and MACs with k = α_i.
   */
  recombine(lanes: readonly BeaverLane[], epsilon: Vector, delta: Vector): void;
  /** (Σ_j r_j·a_j, Σ_j r_j·m_j): values and MAC shares under the same coins, in one pass. */
  combine(coins: Vector, values: Vector, macs: Deferred): { value: Scalar; mac: Scalar };

  /** The vector's canonical bytes, 8 per element, little-endian. A copy. */
  encode(a: Vector): Uint8Array<ArrayBuffer>;
  /** Inverse of encode for exactly `count` elements. RangeError on another length or a residue ≥ p. */
  decode(bytes: Uint8Array, count: number): Vector;
  /**
   * out_j ← a_j + decode(bytes)_j, in place; out may be a. RangeError on another length or a residue ≥ p; after
   * a residue ≥ p `out` is unspecified.
   */
  addEncoded(out: Vector, a: Vector, bytes: Uint8Array): void;
  /**
   * Uniform elements from uniform bytes. Each 8 bytes, little-endian, are masked to `bits` bits and kept if
   * below p. The result is the kept elements in order. It may share the memory of `bytes`, so the caller must
   * not use `bytes` again. RangeError unless 8 | length.
   */
  fromUniform(bytes: Uint8Array): Vector;
  /** Public values of any sign, reduced mod p. */
  fromIntegers(values: readonly (bigint | number)[]): Vector;
  /** Public values as bigints in (−p/2, p/2]. */
  toSigned(a: Vector): bigint[];
}

/** The operands of one lane of a recombination. The result is written to c. */
export interface BeaverLane {
  readonly c: Vector;
  readonly a: Vector;
  readonly b: Vector;
  readonly k: Scalar;
}

/** plus − minus, computed where it is used. Nobody may write into either vector before. */
export interface Difference {
  readonly plus: Vector;
  readonly minus: Vector;
}

/** A vector, or one that is computed piece by piece where it is used. */
export type Deferred = Vector | Difference;

/** Throws a RangeError unless `bytes` encode as many elements as `out` and `a` have. */
export function assertFits(out: Vector, a: Vector, bytes: Uint8Array): void {
  assertSameLength("addEncoded", out, a);
  if (bytes.length !== ELEMENT_BYTES * out.length)
    throw new RangeError(`addEncoded: ${bytes.length} bytes for ${out.length} elements`);
}

/** Throws a RangeError unless a, b and c of each lane are as long as what was opened, and k is a scalar. */
export function assertLanes(lanes: readonly BeaverLane[], epsilon: Vector, delta: Vector): void {
  assertSameLength("recombine", epsilon, delta);
  for (const { c, a, b, k } of lanes) {
    for (const v of [c, a, b]) assertSameLength("recombine", epsilon, v);
    assertScalar("recombine", k);
  }
}

/** Throws a RangeError naming `what` unless both lengths agree. */
export function assertSameLength(what: string, a: Vector, b: Vector): void {
  if (a.length !== b.length) throw new RangeError(`${what}: lengths ${a.length} and ${b.length}`);
}

/** Throws a RangeError naming `what` unless s is a scalar. */
export function assertScalar(what: string, s: Scalar): void {
  if (s.length !== 1) throw new RangeError(`${what}: a scalar has length 1, not ${s.length}`);
}

/**
 * The vector's bytes as `encode` gives them, but as a view: later writes to the vector change them.
 * Every host that runs WebAssembly is little-endian.
 */
export const encodedView = (a: Vector): Uint8Array<ArrayBuffer> =>
  new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

/** The concatenated vectors, always as a copy. */
export function concatVectors(parts: readonly Vector[]): Vector {
  if (parts.length === 1) return parts[0]!.slice();
  const out = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
